/** What can be said of a running soak at this moment; made anew about once a second. */
import type { RunProgress } from '../store/run-record.ts';
import type { Verdict } from '../verdict/verdict.ts';

export interface SoakStatus {
  readonly run: string;
  readonly name: string;
  /** `ending`: the soak is over, no drain is planned, and what is in flight may finish. */
  readonly phase: RunProgress['phase'] | 'ending';
  /** The load rests until it is resumed, and no time is observed. */
  readonly paused: boolean;
  /** Observed time, and what is left of it; null when the end is counted in operations. */
  readonly observedMs: number;
  readonly leftMs: number | null;
  readonly load: LoadStatus | null;
  readonly targets: readonly TargetStatus[];
  /** How many criteria stand how so far; null: not assessed yet. */
  readonly criteria: Readonly<Record<Verdict, number>> | null;
  /** That fire, and of which nothing is known; left out by a soakd that has no alerts yet. */
  readonly alerts?: readonly AlertStatus[];
  /** Those in force, in the order they began; left out by a soakd that does not know. */
  readonly faults?: readonly FaultStatus[];
}

export interface FaultStatus {
  readonly name: string;
  /** Seconds since the run began. */
  readonly sinceS: number;
}

export interface AlertStatus {
  readonly name: string;
  readonly rule: string;
  readonly severity: 'info' | 'warning' | 'critical';
  /** null: the run as a whole. */
  readonly target: string | null;
  readonly state: 'firing' | 'unknown';
  /** Seconds since the run began: when it fired, or was known last. */
  readonly sinceS: number;
  /** The value furthest beyond the limit, base units; null: unknown. */
  readonly peak: number | null;
}

/** Of the newest whole second. */
export interface LoadStatus {
  readonly offered: number;
  readonly achieved: number;
  readonly failed: number;
  /** Worst operation's p95; null when nothing ended. */
  readonly p95Ms: number | null;
}

export interface TargetStatus {
  readonly name: string;
  readonly alive: boolean;
  readonly rssBytes: number | null;
  readonly fds: number | null;
}
