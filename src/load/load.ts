/** The load of one soak: one process, or several that share its arrivals, whose seconds are told as those of one. */
import { systemClock } from '../clock.ts';
import { SoakdError } from '../error.ts';
import type { LoadPlan } from '../plan/load/load-plan.ts';
import { compileOperations } from './compile.ts';
import type { CorpusFacts } from './corpus/survey.ts';
import type { FailureSample } from './figure/failure-samples.ts';
import { HistogramSpans } from './figure/histogram-span.ts';
import { SecondMerge } from './figure/second-merge.ts';
import type { SecondReport } from './figure/tally.ts';
import type { HistogramWindow, SecondWindow } from './figure/window.ts';
import { LoadShare } from './load-share.ts';
import { planOfShare } from './share-plan.ts';

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
  /** Arrivals come from this moment of the run's clock on. Again for a process that takes another's place. */
  onStarted?(beganMs: number): void;
  /** The load process ended unasked. `restarted` false: too often, so the load is over. */
  onExit(why: string, code: number | null, restarted: boolean): void;
  /** `limitOperations` have come and ended; all windows are handed over. */
  onDone(): void;
  /** Aborting ends the load at once: what is in flight counts as unfinished. */
  readonly signal: AbortSignal;
}

/** So that several processes hear of a common end before it comes: some trips of a message on a busy machine. */
const NOTICE_MS = 50;

/** Seconds that a process may owe; those of the others are held meanwhile. */
const MOST_PENDING = 120;

/** Throws a SoakdError if the plan's operations cannot be sent. */
export function startLoad(options: LoadOptions): LoadProcess {
  return new LoadProcess(options);
}

export class LoadProcess {
  readonly #options: LoadOptions;
  readonly #spans: HistogramSpans;
  readonly #shares: readonly LoadShare[];
  readonly #merge: SecondMerge;
  #ready = 0;
  #over = 0;
  #nextIndex: number;
  #nextSecondMs: number | null = null;
  #state: 'running' | 'stopping' | 'over' = 'running';

  constructor(options: LoadOptions) {
    const { plan, histogramSpanMs, signal, startIndex } = options;
    if (histogramSpanMs <= 0 || histogramSpanMs % 1000 !== 0)
      throw new RangeError(`a histogram span of ${histogramSpanMs} ms is not a multiple of 1000`);
    if (plan.operations.length === 0) throw new SoakdError('the load has no operations');
    compileOperations(plan.operations, plan.seed);
    this.#options = options;
    this.#spans = new HistogramSpans(histogramSpanMs, (window) => options.onHistogram(window));
    this.#nextIndex = startIndex;
    const of = plan.processes ?? 1;
    this.#merge = new SecondMerge(of, (report) => this.#onSecond(report));
    this.#shares = Array.from({ length: of }, (_, part) => this.#startShare(part, of));
    signal.addEventListener('abort', () => void this.stop({ drainMs: 0 }), { once: true });
    if (signal.aborted) void this.stop({ drainMs: 0 });
  }

  /** Of the first process; null while there is none. */
  get pid(): number | null {
    return this.pids[0] ?? null;
  }

  get pids(): readonly (number | null)[] {
    return this.#shares.map(({ pid }) => pid);
  }

  /** The index at which a later load would go on. */
  get nextIndex(): number {
    return this.#nextIndex;
  }

  /** The first second that a later load has to tell of; null before the first of this one. */
  get nextSecondMs(): number | null {
    return this.#nextSecondMs;
  }

  /** Resolves when all processes have ended and every window is handed over. May be called more than once. */
  async stop({ drainMs }: { drainMs: number }): Promise<void> {
    if (this.#state === 'running') this.#state = 'stopping';
    // Arrivals end at the same moment in all of them, so that none is missing among those that came.
    const atMs = this.#shares.length === 1 ? null : this.#nowMs() + NOTICE_MS;
    await Promise.all(this.#shares.map((share) => share.stop(drainMs, atMs)));
    if (this.#state === 'stopping') this.#spans.flush();
    this.#state = 'over';
  }

  /** Kills the load processes. */
  [Symbol.dispose](): void {
    this.#state = 'over';
    for (const share of this.#shares) share[Symbol.dispose]();
  }

  #startShare(part: number, of: number): LoadShare {
    const {
      plan,
      originMonotonicMs,
      startIndex,
      limitOperations,
      corpora = [],
      secrets = [],
    } = this.#options;
    const { ranMs = Number.POSITIVE_INFINITY, fromSecondMs = 0 } = this.#options;
    return new LoadShare({
      plan: planOfShare(plan, part, of),
      originMonotonicMs,
      startIndex,
      limitOperations,
      ranMs,
      fromSecondMs,
      corpora,
      secrets,
      share: { part, of },
      onReady: () => this.#onReady(),
      onStarted: (beganMs, firstSecondMs) => {
        this.#nextSecondMs ??= firstSecondMs;
        if (part === 0) this.#options.onStarted?.(beganMs);
      },
      onSecond: (report) => this.#gather(part, report),
      onExit: (why, code, restarted) => this.#onExit(why, code, restarted),
      onOver: () => this.#onOver(part),
    });
  }

  /** They begin together, when all can. */
  #onReady(): void {
    this.#ready += 1;
    if (this.#ready < this.#shares.length) return;
    const atMs = this.#shares.length === 1 ? null : this.#nowMs();
    for (const share of this.#shares) share.begin(atMs);
  }

  #gather(part: number, report: SecondReport): void {
    this.#merge.add(part, report);
    // One that tells nothing any more is killed, and another takes its place.
    for (const silent of this.#merge.silentFor(MOST_PENDING)) this.#shares[silent]?.kill();
  }

  #onSecond({ window, histograms, samples }: SecondReport): void {
    this.#nextIndex += window.generator.offered;
    this.#nextSecondMs = window.monoMs + 1000;
    this.#options.onSecond(window);
    this.#spans.add(window.monoMs, histograms);
    if (samples !== undefined) this.#options.onFailures?.(samples);
  }

  #onOver(part: number): void {
    this.#merge.end(part);
    this.#over += 1;
    if (this.#over < this.#shares.length || this.#state !== 'running') return;
    this.#state = 'over';
    this.#spans.flush();
    this.#options.onDone();
  }

  /** Without one of them the load is not what was planned: the others end with it. */
  #onExit(why: string, code: number | null, restarted: boolean): void {
    if (!restarted) {
      this[Symbol.dispose]();
      for (const part of this.#shares.keys()) this.#merge.end(part);
      this.#spans.flush();
    }
    this.#options.onExit(why, code, restarted);
  }

  #nowMs(): number {
    return systemClock.monotonicMs() - this.#options.originMonotonicMs;
  }
}
