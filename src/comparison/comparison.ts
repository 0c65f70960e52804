/** What soakd has to say about two runs: version 1 of the document that `compare --json` prints. */
import type { RunState } from '../store/run-record.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { Lateness } from './lateness.ts';

export type Outcome = 'regressed' | 'same' | 'better' | 'cannot tell';

export interface Comparison {
  readonly version: 1;
  readonly verdict: Outcome;
  /** Why, as one sentence. */
  readonly reason: string;
  readonly run: ComparedRun;
  readonly baseline: ComparedRun;
  /** What differs beside the build, and was allowed to. */
  readonly differing: readonly Differing[];
  /** Ids of the earlier runs that the noise floor was learned from, oldest first. */
  readonly learnedFrom: readonly string[];
  /** The work that both did and that is compared. */
  readonly stretch: { readonly unit: 'operations' | 'seconds'; readonly from: number; readonly to: number };
  /** How late the load generator was by itself: what a busier machine may explain. null: there was no load. */
  readonly lateness: Lateness | null;
  /** One-sided, of saying regressed (or better) of two runs of one build. */
  readonly errorRate: number;
  readonly metrics: readonly ComparedMetric[];
}

export interface ComparedRun {
  readonly id: string;
  readonly name: string;
  readonly state: RunState;
  readonly verdict: Verdict | null;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly observedS: number;
  readonly planSha256: string;
}

/** Something about the plan or the host, as the run and its baseline have it. */
export interface Differing {
  readonly what: 'plan' | 'host';
  readonly name: string;
  readonly run: string;
  readonly baseline: string;
}

/** In the metric's unit; null where there is none, and `reason` says why. */
export interface ComparedMetric {
  readonly metric: string;
  readonly target: string | null;
  readonly operation: string | null;
  /** Base unit: bytes, ms, count, ratio, /s; of slopes that per hour. */
  readonly unit: string;
  /** Told as a share of the baseline. */
  readonly isRatio: boolean;
  readonly baseline: number | null;
  readonly run: number | null;
  /** Run less baseline, and its 95 % interval as far as the two runs by themselves tell. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** What the difference of two runs of one build stays under, at the run's error rate. */
  readonly noiseFloor: number | null;
  /** What a difference must exceed to be worth telling. */
  readonly tolerance: number | null;
  /** null: it could not be compared. */
  readonly verdict: Outcome | null;
  readonly reason: string;
  /** A slope: undecided, it leaves the run's verdict to the level that it adds up to. */
  readonly isSlope: boolean;
}
