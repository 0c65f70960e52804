/** What the load process reports: a second, and a longer window with whole histograms. Sent in time order. */
import type { ExpectedOutcome } from '../../plan/corpus/corpus-plan.ts';

import type { MarkCount } from './marks.ts';

/** Operations due in this second by their intended start; results by when they came. */
export interface SecondWindow {
  /** Start of the second, CLOCK_MONOTONIC since the soak began; a multiple of 1000. */
  readonly monoMs: number;
  readonly operations: readonly OperationSecond[];
  readonly failures: readonly FailureCount[];
  /** Of operations of which it is said what should become of them. */
  readonly outcomes: readonly OutcomeCount[];
  /** What was noticed beside how operations ended; left out: nothing. */
  readonly marks?: readonly MarkCount[];
  readonly generator: GeneratorSecond;
}

export interface OperationSecond {
  /** Index into the plan's operations. */
  readonly operation: number;
  readonly due: number;
  readonly sent: number;
  readonly ok: number;
  readonly failed: number;
  readonly blocked: number;
  /** Of those that were ok: they should have been blocked. */
  readonly bypassed: number;
  /** Of those that were blocked: nothing said that they should be. False positives. */
  readonly overblocked: number;
  /** Of those that failed or were skipped: it was said what should become of them, and is not known what would have. */
  readonly undecided: number;
  /** Due but never sent: no connection came free before its timeout. Unsuccessful. */
  readonly skipped: number;
  /** null when nothing ended in this second. */
  readonly latency: Quantiles | null;
  readonly service: Quantiles | null;
}

export interface Quantiles {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface FailureCount {
  readonly operation: number;
  /** timeout, refused, reset, closed, status-503, body, reply, protocol, … */
  readonly failure: string;
  readonly count: number;
}

/** What became of the entries of one category; none of them is in two of the counts. */
export interface OutcomeCount {
  readonly operation: number;
  readonly category: string;
  readonly expected: ExpectedOutcome;
  readonly blocked: number;
  readonly allowed: number;
  /** Failed or skipped. */
  readonly undecided: number;
}

/** How the generator itself did. */
export interface GeneratorSecond {
  /** Arrivals due, and operations sent, in this second. */
  readonly offered: number;
  readonly achieved: number;
  /** How late the pacer woke for due arrivals. */
  readonly lagP50Ms: number;
  readonly lagP99Ms: number;
  readonly loopDelayMs: number;
  readonly cpuPct: number;
  readonly rssBytes: number;
  readonly inFlight: number;
  readonly queued: number;
  /** Connections that were begun in this second. */
  readonly opened: number;
  /** The generator fell behind by its own fault: pacer lag, loop delay or CPU over their bounds. */
  readonly saturated: boolean;
}

export interface HistogramWindow {
  readonly monoMs: number;
  readonly spanMs: number;
  readonly operations: readonly {
    readonly operation: number;
    /** Encoded by histogram.ts; mergeable over any range. */
    readonly latency: Uint8Array;
    readonly service: Uint8Array;
  }[];
}
