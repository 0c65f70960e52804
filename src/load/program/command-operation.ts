/** `command` operations: a load tool from its start to its end, and what its output tells of its requests. */
import type { ChildProcess } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { killGroup } from '../../foreign-program.ts';
import type { CommandOperationPlan } from '../../plan/operation/process-operation-plan.ts';
import { sendSignal } from '../../proc/signal-process.ts';
import {
  type Channel,
  type ChannelEvents,
  type Counted,
  type Endpoint,
  type Exchange,
  failed,
  OK,
  type Operation,
  type Outcome,
} from '../operation.ts';
import { compileTemplate, type RowFields } from '../template.ts';
import { LineReader } from './line-reader.ts';
import { checkProgram, NOT_STARTED, startProgram } from './program.ts';
import { compileToolLines } from './tool-lines.ts';

/** Of a line of its output; longer ones tell nothing. */
const LINE_LIMIT_BYTES = 64 * 1024;
/** A tool that ends at once is not started again sooner: users who do not think would fork without end. */
const LEAST_MS = 1000;
/** Output that is held open by what left the process group is not waited for longer than this. */
const LINGER_MS = 1000;

const UNFINISHED = failed('unfinished');

interface Tool {
  /** Throws where it cannot be started. */
  start(index: number): ChildProcess;
  readonly accepted: ReadonlySet<number | null>;
  readonly read: ((line: string) => Counted | null) | null;
}

/** `countedAs`: the operation that its lines tell of; null: nothing is read. @throws SoakdError when there is no such program */
export function compileCommand(
  plan: CommandOperationPlan,
  seed: number,
  rows: RowFields | null,
  countedAs: number | null,
): Operation<Tool> {
  checkProgram(plan.name, plan.program);
  const words = plan.program.command.map((word, at) =>
    compileTemplate(word, seed, `command:${plan.name}:word ${at}`, { rows, into: 'text' }),
  );
  const streams = { input: 'ignore', output: plan.lines === null ? 'ignore' : 'pipe' } as const;
  return {
    endpoint: new CommandEndpoint(plan.name, countedAs),
    timeoutMs: plan.timeoutMs,
    work: {
      start: (index) =>
        startProgram(
          words.map((word) => word.render(index)),
          plan.program,
          streams,
        ),
      accepted: new Set<number | null>(plan.exit),
      read: plan.lines === null ? null : compileToolLines(plan.lines),
    },
  };
}

class CommandEndpoint implements Endpoint<Tool> {
  readonly key: string;
  readonly #countedAs: number | null;
  readonly #channels = new Set<CommandChannel>();

  constructor(name: string, countedAs: number | null) {
    this.key = `command ${name}`;
    this.#countedAs = countedAs;
  }

  open(events: ChannelEvents): Channel<Tool> {
    const channel = new CommandChannel(events, this.#countedAs, () => this.#channels.delete(channel));
    this.#channels.add(channel);
    return channel;
  }

  drain(): void {
    for (const channel of this.#channels) channel.ask();
  }
}

/** A place for one run of the tool at a time. */
class CommandChannel implements Channel<Tool> {
  readonly #events: ChannelEvents;
  readonly #countedAs: number | null;
  readonly #onDestroyed: () => void;
  #exchange: Exchange<Tool> | null = null;
  #child: ChildProcess | null = null;
  #timer: NodeJS.Timeout | null = null;
  #beganMs = 0;
  /** It was asked to end: that it did is no failure. */
  #asked = false;

  constructor(events: ChannelEvents, countedAs: number | null, onDestroyed: () => void) {
    this.#events = events;
    this.#countedAs = countedAs;
    this.#onDestroyed = onDestroyed;
  }

  get exchange(): Exchange | null {
    return this.#exchange;
  }

  start(exchange: Exchange<Tool>): void {
    const { accepted, read, start } = exchange.operation.work;
    this.#exchange = exchange;
    this.#beganMs = performance.now();
    if (this.#asked) {
      this.#finishSoon(exchange, UNFINISHED);
      return;
    }
    let child: ChildProcess;
    try {
      child = start(exchange.index);
    } catch {
      this.#finishSoon(exchange, NOT_STARTED);
      return;
    }
    this.#child = child;
    const lines = new LineReader(LINE_LIMIT_BYTES, (line) => this.#onCounts(exchange, read?.(line) ?? null));
    child.stdout?.on('data', (chunk: Buffer) => lines.push(chunk)).on('error', () => {});
    child.on('error', () => this.#finishSoon(exchange, NOT_STARTED));
    child.on('exit', (code, signal) => {
      // What it left behind in its group ends with it.
      killGroup(child.pid);
      const wrong = failed(signal === null ? `exit-${code}` : `signal-${signal}`);
      const ended = () => this.#finishSoon(exchange, this.#asked || accepted.has(code) ? OK : wrong);
      const linger = setTimeout(ended, LINGER_MS);
      child.once('close', () => {
        clearTimeout(linger);
        ended();
      });
    });
  }

  /** To end by itself: SIGTERM to all of its group. */
  ask(): void {
    const child = this.#child;
    this.#asked = true;
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null)
      sendSignal(-child.pid, 'SIGTERM');
  }

  destroy(): void {
    this.#exchange = null;
    this.#end();
    this.#onDestroyed();
  }

  #onCounts(exchange: Exchange<Tool>, counts: Counted | null): void {
    if (counts !== null && this.#countedAs !== null && this.#exchange === exchange)
      this.#events.onCounted(this.#countedAs, counts);
  }

  #finishSoon(exchange: Exchange<Tool>, outcome: Outcome): void {
    if (this.#exchange !== exchange || this.#timer !== null) return;
    const leftMs = this.#asked ? 0 : LEAST_MS - (performance.now() - this.#beganMs);
    this.#timer = setTimeout(
      () => {
        this.#exchange = null;
        this.#end();
        this.#events.onEnding(this, exchange, { outcome, reusable: true }, false);
      },
      Math.max(0, leftMs),
    );
  }

  #end(): void {
    const child = this.#child;
    this.#child = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (child === null) return;
    // Once it is collected its number may be another's; its group was killed then.
    if (child.exitCode === null && child.signalCode === null) killGroup(child.pid);
    child.stdout?.destroy();
  }
}
