/** `exec` operations: a command per operation, judged by its exit code and its output. */
import type { ChildProcess } from 'node:child_process';
import { killGroup } from '../../foreign-program.ts';
import type { ExecOperationPlan } from '../../plan/operation/process-operation-plan.ts';
import { BoundedBytes } from '../bounded-bytes.ts';
import { boundedPattern } from '../bounded-pattern.ts';
import {
  BLOCKED,
  type Channel,
  type ChannelEvents,
  type Exchange,
  type Exchanged,
  failed,
  OK,
  type Operation,
  type Outcome,
} from '../operation.ts';
import { compileRefusals, refusalsRead } from '../refusal.ts';
import { compileTemplate, type RowFields, type Template } from '../template.ts';
import { checkProgram, NOT_STARTED, startProgram } from './program.ts';

/** What an expectation gets to see of the output, as of a body; the rest is thrown away. */
export const OUTPUT_KEPT_BYTES = 1024 * 1024;
/** What left the process group may hold the output open: it is not waited for longer than this. */
const LINGER_MS = 1000;

interface Command {
  /** null: it cannot be started. */
  start(index: number): ChildProcess | null;
  judge(code: number | null, signal: string | null, output: Buffer): Outcome;
  /** What is started, for the log of failures. */
  line(index: number): string;
}

/** @throws SoakdError when there is no such program */
export function compileExec(
  plan: ExecOperationPlan,
  seed: number,
  rows: RowFields | null = null,
): Operation<Command> {
  checkProgram(plan.name, plan.program);
  const place = `exec:${plan.name}`;
  const fill = (text: string, where: string): Template =>
    compileTemplate(text, seed, `${place}:${where}`, { rows, into: 'text' });
  const words = plan.program.command.map((word, at) => fill(word, `word ${at}`));
  const input = plan.input === null ? null : fill(plan.input, 'input');
  const { contains, matches } = plan.expect;
  const streams = {
    input: input === null ? 'ignore' : 'pipe',
    output: contains === null && matches === null && !refusalsRead(plan.blocked) ? 'ignore' : 'pipe',
  } as const;
  return {
    endpoint: { key: `exec ${plan.name}`, open: (events) => new ExecChannel(events) },
    timeoutMs: plan.timeoutMs,
    work: {
      start(index) {
        try {
          const child = startProgram(
            words.map((word) => word.render(index)),
            plan.program,
            streams,
          );
          // It need not read what it is given.
          child.stdin?.on('error', () => {});
          child.stdin?.end(input?.render(index) ?? '');
          return child;
        } catch {
          return null;
        }
      },
      judge: compileExpectation(plan),
      line: (index) => words.map((word) => word.render(index)).join(' '),
    },
  };
}

/** A refusal comes first, a wrong end before a wrong output. */
function compileExpectation({ expect, blocked }: ExecOperationPlan): Command['judge'] {
  const refused = compileRefusals(blocked);
  const accepted = new Set<number | null>(expect.exit);
  const contained = expect.contains === null ? null : Buffer.from(expect.contains, 'utf8');
  const pattern = expect.matches === null ? null : boundedPattern(expect.matches);
  return (code, signal, output) => {
    if (signal !== null) return failed(`signal-${signal}`);
    if (refused?.(code, output)) return BLOCKED;
    if (!accepted.has(code)) return failed(`exit-${code}`);
    if (contained !== null && !output.includes(contained)) return WRONG_OUTPUT;
    if (pattern !== null && !pattern.test(output.toString('utf8'))) return WRONG_OUTPUT;
    return OK;
  };
}

const WRONG_OUTPUT = failed('output');

/** A place for one command at a time. */
class ExecChannel implements Channel<Command> {
  readonly #events: ChannelEvents;
  #exchange: Exchange<Command> | null = null;
  #child: ChildProcess | null = null;
  #linger: NodeJS.Timeout | null = null;
  #output: BoundedBytes | null = null;

  constructor(events: ChannelEvents) {
    this.#events = events;
  }

  get exchange(): Exchange | null {
    return this.#exchange;
  }

  start(exchange: Exchange<Command>): void {
    const { work } = exchange.operation;
    this.#exchange = exchange;
    const child = work.start(exchange.index);
    this.#output = null;
    this.#child = child;
    if (child === null) {
      // Not before the call has returned.
      setImmediate(() => this.#finish(exchange, NOT_STARTED));
      return;
    }
    const output = new BoundedBytes(OUTPUT_KEPT_BYTES);
    this.#output = child.stdout === null ? null : output;
    child.stdout?.on('data', (chunk: Buffer) => output.append(chunk, 0, chunk.length));
    child.stdout?.on('error', () => {});
    child.on('error', () => this.#finish(exchange, NOT_STARTED));
    child.on('exit', (code, signal) => {
      // What it left behind in its group ends with it.
      killGroup(child.pid);
      const judge = () => this.#finish(exchange, work.judge(code, signal, output.bytes));
      child.on('close', judge);
      if (this.#exchange === exchange) this.#linger = setTimeout(judge, LINGER_MS);
    });
  }

  exchanged({ operation, index }: Exchange<Command>): Exchanged {
    return { sent: operation.work.line(index), heard: this.#output?.bytes ?? null };
  }

  destroy(): void {
    this.#exchange = null;
    this.#end();
  }

  #finish(exchange: Exchange<Command>, outcome: Outcome): void {
    if (this.#exchange !== exchange) return;
    this.#exchange = null;
    this.#end();
    this.#events.onEnding(this, exchange, { outcome, reusable: true }, false);
  }

  #end(): void {
    const child = this.#child;
    this.#child = null;
    if (this.#linger !== null) clearTimeout(this.#linger);
    this.#linger = null;
    if (child === null) return;
    // Once it is collected its number may be another's; its group was killed then.
    if (child.exitCode === null && child.signalCode === null) killGroup(child.pid);
    child.stdout?.destroy();
    child.stdin?.destroy();
  }
}
