/**
 * What soakd has to say about a run: version 1 of the document that `run --json` and `report --format json`
 * print. Times are seconds since the run began, rates per second, values in base units (bytes, ms, count, ratio).
 */
import type { CriterionVerdict, Verdict } from '../verdict/verdict.ts';
import type { AssessedAlert, AssessedSnapshot } from './assessed-alert.ts';
import type { AssessedFault } from './assessed-fault.ts';
import type { AssessedLoad } from './assessed-load.ts';
import type { AssessedRun, AssessedTarget } from './assessed-run.ts';
import type { AssessedComeBack, AssessedTrend } from './assessed-trend.ts';
import type { JudgedAlert } from './judge-alerts.ts';

export interface Assessment {
  readonly version: 1;
  readonly run: AssessedRun;
  readonly verdict: Verdict;
  /** Why the overall verdict is what it is, as one sentence. */
  readonly reason: string;
  /** Stored when the soak ended (frozen) or judged now. */
  readonly criteria: readonly CriterionVerdict[];
  readonly frozen: boolean;
  readonly trends: readonly AssessedTrend[];
  /** Stored when the soak ended; else worked out now, of a thinned run from minute means. */
  readonly trendsFrozen: boolean;
  /** Of each target's anon, fds and threads; empty without a drain. Evidence beside the verdicts, never one of them. */
  readonly comeBack: readonly AssessedComeBack[];
  readonly load: AssessedLoad | null;
  readonly targets: readonly AssessedTarget[];
  /** What was done to the system on purpose, each time that it was due, in that order. */
  readonly faults: readonly AssessedFault[];
  /** What fired, in the order of time; once for each time that it did. */
  readonly alerts: readonly AssessedAlert[];
  /** What alerts on slopes and growth go by while the run goes on; empty once it has ended. */
  readonly watched: readonly JudgedAlert[];
  /** Pictures of the targets, at breaches and by the clock, in the order of time. */
  readonly snapshots: readonly AssessedSnapshot[];
  /** The newest events, oldest first; `eventsOmitted` older ones are only in the database. */
  readonly events: readonly AssessedEvent[];
  readonly eventsOmitted: number;
  readonly unavailable: readonly Unavailable[];
  /** Share of the due ticks that were taken, 0–1. */
  readonly coverage: number;
  readonly self: AssessedSelf;
}

export interface AssessedEvent {
  readonly atS: number;
  readonly at: string;
  readonly kind: string;
  readonly target: string | null;
  readonly text: string;
  readonly durationS: number | null;
}

/** A reading that could not be had when the run was last seen. */
export interface Unavailable {
  readonly target: string;
  readonly metric: string;
  readonly sinceS: number;
  readonly reason: string;
}

/** soakd's own health; null where no tick was taken. */
export interface AssessedSelf {
  /** Largest; of the process that samples and stores, without those of load and analysis. */
  readonly rssBytes: number | null;
  /** Most open file descriptors. */
  readonly fds: number | null;
  /** Mean share of one core, in percent. */
  readonly cpuPct: number | null;
  /** Worst delay of the event loop. */
  readonly loopLagMs: number | null;
  /** Ticks that fell due and were never taken. */
  readonly missedTicks: number;
  /** The load's own process; null without load. */
  readonly load: { readonly rssBytes: number | null; readonly cpuPct: number | null } | null;
  /** Stored when the soak ended, or judged now. Where one fails, the run is no pass; none of them fails it. */
  readonly criteria: readonly CriterionVerdict[];
}
