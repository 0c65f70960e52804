/** The load of one soak: owns the load process, hands on what it reports, and starts another when it crashes. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { SoakdError } from '../error.ts';
import type { LoadPlan } from '../plan/plan.ts';
import { siblingEnvironment, siblingModule } from '../sibling.ts';
import { compileOperations } from './compile.ts';
import type { CorpusFacts } from './corpus/survey.ts';
import type { FailureSample } from './failure-samples.ts';
import type { LostOperations, Resumption } from './generator.ts';
import { HistogramSpans } from './histogram-span.ts';
import type { FromLoad, ToLoad } from './message.ts';
import type { HistogramWindow, SecondWindow } from './window.ts';

export interface LoadOptions {
  /** Secrets expanded. */
  readonly plan: LoadPlan;
  /** CLOCK_MONOTONIC, ms, at which the run's clock is 0. */
  readonly originMonotonicMs: number;
  /** 0, or where an interrupted load goes on. */
  readonly startIndex: number;
  /** How much of the load's own time has passed, where that is short of the first arrival; else that is due at once. */
  readonly ranMs?: number;
  /** The first second reported is no earlier than this, on the run's clock: those before it are told. */
  readonly fromSecondMs?: number;
  /** Arrivals in the whole load, those before `startIndex` included; null: until stopped. */
  readonly limitOperations: number | null;
  /** The plan's corpora as they were surveyed; left out: it has none. */
  readonly corpora?: readonly CorpusFacts[];
  /** What must not be seen in the log of failures; left out: nothing. */
  readonly secrets?: readonly string[];
  /** A multiple of 1000. */
  readonly histogramSpanMs: number;
  /** Every second in order, at most once. */
  onSecond(window: SecondWindow): void;
  onHistogram(window: HistogramWindow): void;
  /** Operations that were no success, some of them. */
  onFailures?(samples: readonly FailureSample[]): void;
  /** Its first arrivals are due from now on: the moment on the run's clock at which the load began. */
  onStarted?(loadStartMs: number): void;
  /** The load process ended unasked. `restarted` false: too often, so the load is over. */
  onExit(why: string, code: number | null, restarted: boolean): void;
  /** `limitOperations` have come and ended; all windows are handed over. */
  onDone(): void;
  /** Aborting ends the load at once: what is in flight counts as unfinished. */
  readonly signal: AbortSignal;
}

/** More crashes than this in so long a time are no accident. */
const MAX_RESTARTS = 5;
const RESTART_WINDOW_MS = 10 * 60_000;
/** From the end of the drain to SIGKILL. */
const STOP_GRACE_MS = 3000;
const STDERR_KEPT = 2000;
/**
 * Requests leave garbage that dies young: a small young generation keeps the process small. The bound on the old one
 * turns a leak into a crash that is seen.
 */
const NODE_FLAGS = ['--max-semi-space-size=2', '--max-old-space-size=512'];

/** Throws a SoakdError if the plan's operations cannot be sent. */
export function startLoad(options: LoadOptions): LoadProcess {
  return new LoadProcess(options);
}

export class LoadProcess {
  readonly #options: LoadOptions;
  readonly #spans: HistogramSpans;
  /** Per operation: reported as due but not yet as sent or skipped; as sent but not yet as ended. */
  readonly #waiting: Float64Array;
  readonly #inFlight: Float64Array;
  readonly #restartedAtMs: number[] = [];
  #child: ChildProcess | null = null;
  /** Of this process, when the first load process was started. */
  #beganMs: number | null = null;
  #loadStartMs: number | null = null;
  #nextSecondMs: number | null = null;
  #nextIndex: number;
  #state: 'running' | 'stopping' | 'over' = 'running';

  constructor(options: LoadOptions) {
    const { plan, histogramSpanMs, signal, startIndex } = options;
    if (histogramSpanMs <= 0 || histogramSpanMs % 1000 !== 0)
      throw new RangeError(`a histogram span of ${histogramSpanMs} ms is not a multiple of 1000`);
    if (plan.operations.length === 0) throw new SoakdError('the load has no operations');
    compileOperations(plan.operations, plan.seed);
    this.#options = options;
    this.#spans = new HistogramSpans(histogramSpanMs, (window) => options.onHistogram(window));
    this.#waiting = new Float64Array(plan.operations.length);
    this.#inFlight = new Float64Array(plan.operations.length);
    this.#nextIndex = startIndex;
    this.#spawn();
    signal.addEventListener('abort', () => void this.stop({ drainMs: 0 }), { once: true });
    if (signal.aborted) void this.stop({ drainMs: 0 });
  }

  /** null while there is no load process. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** The index at which a later load would go on. */
  get nextIndex(): number {
    return this.#nextIndex;
  }

  /** The first second that a later load has to tell of; null before the first of this one. */
  get nextSecondMs(): number | null {
    return this.#nextSecondMs;
  }

  /** Resolves when the process has ended and every window is handed over. May be called more than once. */
  async stop({ drainMs }: { drainMs: number }): Promise<void> {
    const child = this.#child;
    if (this.#state === 'running') this.#state = 'stopping';
    if (child === null) return;
    const exited = once(child, 'close');
    send(child, { kind: 'stop', drainMs });
    const kill = setTimeout(() => child.kill('SIGKILL'), drainMs + STOP_GRACE_MS);
    await exited;
    clearTimeout(kill);
  }

  /** Kills the load process. */
  [Symbol.dispose](): void {
    this.#state = 'over';
    this.#child?.kill('SIGKILL');
  }

  #spawn(): void {
    const {
      plan,
      originMonotonicMs,
      limitOperations,
      ranMs = Number.POSITIVE_INFINITY,
      fromSecondMs = 0,
      corpora = [],
      secrets = [],
    } = this.#options;
    const child = fork(siblingModule('./load-process', import.meta.url), {
      execArgv: NODE_FLAGS,
      env: siblingEnvironment(),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-STDERR_KEPT);
    });
    child.on('message', (message: FromLoad) => this.#onMessage(message));
    child.on('error', (error) => {
      stderr += error.message;
    });
    // 'close' rather than 'exit': every message and all of stderr has been read by then.
    child.on('close', (code, signal) => this.#onClose(code, signal, stderr));
    this.#child = child;
    const resumed = this.#resumption();
    const nowMs = performance.now();
    this.#beganMs ??= nowMs;
    send(child, {
      kind: 'start',
      job: {
        plan,
        originMonotonicMs,
        startIndex: this.#nextIndex,
        limitOperations,
        ranMs: ranMs + nowMs - this.#beganMs,
        fromSecondMs,
        resumed,
        corpora,
        secrets,
      },
    });
  }

  /** null until a load process has begun. */
  #resumption(): Resumption | null {
    if (this.#loadStartMs === null || this.#nextSecondMs === null) return null;
    const lost: LostOperations[] = [];
    for (const operation of this.#waiting.keys()) {
      const waiting = this.#waiting[operation] ?? 0;
      const sent = this.#inFlight[operation] ?? 0;
      if (waiting + sent > 0) lost.push({ operation, waiting, sent });
    }
    return { loadStartMs: this.#loadStartMs, nextSecondMs: this.#nextSecondMs, lost };
  }

  #onMessage(message: FromLoad): void {
    switch (message.kind) {
      case 'started':
        this.#loadStartMs = message.loadStartMs;
        this.#nextSecondMs ??= message.firstSecondMs;
        this.#options.onStarted?.(message.loadStartMs);
        return;
      case 'second': {
        const { window, histograms, samples } = message.report;
        this.#nextIndex = message.nextIndex;
        this.#nextSecondMs = window.monoMs + 1000;
        for (const { operation, due, sent, ok, failed, blocked, skipped } of window.operations) {
          this.#waiting[operation] = (this.#waiting[operation] ?? 0) + due - sent - skipped;
          this.#inFlight[operation] = (this.#inFlight[operation] ?? 0) + sent - ok - failed - blocked;
        }
        this.#options.onSecond(window);
        this.#spans.add(window.monoMs, histograms);
        if (samples !== undefined) this.#options.onFailures?.(samples);
        return;
      }
      case 'done':
        if (this.#state === 'running') {
          this.#state = 'over';
          this.#spans.flush();
          this.#options.onDone();
        }
        return;
      default:
        message satisfies never;
    }
  }

  #onClose(code: number | null, signal: NodeJS.Signals | null, stderr: string): void {
    this.#child = null;
    if (this.#state !== 'running') {
      if (this.#state === 'stopping') this.#spans.flush();
      this.#state = 'over';
      return;
    }
    const nowMs = performance.now();
    while ((this.#restartedAtMs[0] ?? nowMs) < nowMs - RESTART_WINDOW_MS) this.#restartedAtMs.shift();
    const restarted = this.#restartedAtMs.length < MAX_RESTARTS;
    const how = signal === null ? `exited with code ${code}` : `killed by ${signal}`;
    const why = stderr.trim() === '' ? how : `${how}: ${stderr.trim()}`;
    if (restarted) {
      this.#restartedAtMs.push(nowMs);
      this.#spawn();
    } else {
      this.#state = 'over';
      this.#spans.flush();
    }
    this.#options.onExit(why, code, restarted);
  }
}

function send(child: ChildProcess, message: ToLoad): void {
  // A child that is already gone is told by its 'close'.
  child.send(message, () => {});
}
