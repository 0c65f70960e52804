/** `stdio` operations: a JSON line to a long-lived child and the answer with the same id, several in flight. */
import type { StdioOperationPlan } from '../../plan/operation/process-operation-plan.ts';
import { boundedPattern } from '../bounded-pattern.ts';
import {
  BLOCKED,
  type Channel,
  type ChannelEvents,
  type Endpoint,
  type Exchange,
  type Exchanged,
  failed,
  OK,
  type Operation,
  type Outcome,
} from '../operation.ts';
import { compileRefusals } from '../refusal.ts';
import { compileTemplate, type RowFields } from '../template.ts';
import { JsonLinesChild, type Question } from './json-lines-child.ts';
import { checkProgram, startProgram } from './program.ts';

interface Call {
  /** The line of an arrival but for its id. */
  line(index: number): (id: number) => string;
  judge(line: string): Outcome;
}

/** @throws SoakdError when there is no such program */
export function compileStdio(
  plan: StdioOperationPlan,
  seed: number,
  rows: RowFields | null = null,
): Operation<Call> {
  checkProgram(plan.name, plan.program);
  const { contains, matches } = plan.expect;
  const fields = compileTemplate(plan.send, seed, `stdio:${plan.name}:send`, { rows, into: 'json' });
  const idName = JSON.stringify(plan.idField);
  const pattern = matches === null ? null : boundedPattern(matches);
  const refused = compileRefusals(plan.blocked);
  return {
    endpoint: new StdioEndpoint(plan),
    timeoutMs: plan.timeoutMs,
    work: {
      line(index) {
        const text = fields.render(index);
        const rest = text === '{}' ? '}\n' : `,${text.slice(1)}\n`;
        return (id) => `{${idName}:${id}${rest}`;
      },
      judge(line) {
        if (refused?.(null, line)) return BLOCKED;
        if (contains !== null && !line.includes(contains)) return WRONG_REPLY;
        return pattern === null || pattern.test(line) ? OK : WRONG_REPLY;
      },
    },
  };
}

const WRONG_REPLY = failed('reply');

/** Operations with the same program share its children, and these have their channels in turn. */
class StdioEndpoint implements Endpoint<Call> {
  readonly key: string;
  readonly #children: readonly JsonLinesChild[];
  #opened = 0;

  constructor({ program, idField, children }: StdioOperationPlan) {
    this.key = `stdio ${JSON.stringify([program, idField, children])}`;
    const start = () => startProgram(program.command, program, { input: 'pipe', output: 'pipe' });
    this.#children = Array.from({ length: children }, () => new JsonLinesChild(start, idField));
  }

  open(events: ChannelEvents): Channel<Call> {
    const child = this.#children[this.#opened++ % this.#children.length];
    if (child === undefined) throw new RangeError('a stdio operation without a child');
    return new StdioChannel(child, events);
  }

  async close(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.close()));
  }
}

/** A place for one question at a time. */
class StdioChannel implements Channel<Call> {
  readonly #child: JsonLinesChild;
  readonly #events: ChannelEvents;
  #exchange: Exchange<Call> | null = null;
  #id = 0;
  /** Of the exchange that was the last to begin. */
  #answer: string | null = null;

  constructor(child: JsonLinesChild, events: ChannelEvents) {
    this.#child = child;
    this.#events = events;
  }

  get exchange(): Exchange | null {
    return this.#exchange;
  }

  start(exchange: Exchange<Call>): void {
    const { work } = exchange.operation;
    const question: Question = {
      line: work.line(exchange.index),
      answered: (line) => {
        this.#answer = line;
        this.#finish(exchange, work.judge(line));
      },
      lost: (outcome) => this.#finish(exchange, outcome),
    };
    this.#exchange = exchange;
    this.#answer = null;
    this.#id = this.#child.ask(question);
  }

  exchanged({ operation, index }: Exchange<Call>): Exchanged {
    return { sent: operation.work.line(index)(this.#id), heard: this.#answer };
  }

  destroy(): void {
    if (this.#exchange !== null) this.#child.forget(this.#id);
    this.#exchange = null;
  }

  #finish(exchange: Exchange<Call>, outcome: Outcome): void {
    if (this.#exchange !== exchange) return;
    this.#exchange = null;
    this.#events.onEnding(this, exchange, { outcome, reusable: true }, false);
  }
}
