/** Trends, and what came back without the load, as the document of a run has them. Times in seconds. */
import type { TimeToLimit } from '../trend/time-to-limit.ts';
import type { Trend } from '../trend/trend.ts';
import type { Unit } from '../verdict/unit.ts';
import type { Found } from './come-back.ts';

/** A trend of one series: of one generation of a target, or of the run as a whole (both null). */
export interface SeriesTrend extends Trend {
  readonly metric: string;
  readonly target: string | null;
  readonly operation: string | null;
  readonly generation: number | null;
  /** Of the series: bytes, ms, count, ratio, per second; slopes are that per hour. */
  readonly unit: Unit;
  /** log: fitted on the logarithm, and told at the steady median. */
  readonly scale: 'linear' | 'log';
  /** First and last reading, warm-up included. */
  readonly fromS: number;
  readonly toS: number;
  /** At most 40 medians from the first to the last judged point; null where nothing was seen. */
  readonly shape: readonly (number | null)[];
}

export interface AssessedTrend extends SeriesTrend {
  /** About how much longer the run had to be for the rule about it to be decided; null: it is, or nobody can say. */
  readonly needsHours: number | null;
  /** Of a leak whose metric a rule sets a limit to; null: no rule does, it is no leak, or another process has followed. */
  readonly toLimit: ToLimit | null;
}

/** When what a trend is about gets to a limit, going on like this: from the last reading on. */
export interface ToLimit extends TimeToLimit {
  /** In the trend's unit. */
  readonly limit: number;
  /** The rule that sets it, or in words what else does: limits in force that the kernel keeps. */
  readonly rule: string;
}

/** Whether what a target took came back without the load, and grew with it again. */
export interface AssessedComeBack extends Found {
  readonly target: string;
  readonly metric: string;
  readonly generation: number | null;
  readonly unit: Unit;
  /**
   * Medians of the first and the last minute of the soak (once warm), and of the last of the drain and of the reload; of
   * a tenth of the phase where that is shorter. null: there was none, or too few readings.
   */
  readonly soakBegin: number | null;
  readonly soakEnd: number | null;
  readonly drainEnd: number | null;
  readonly reloadEnd: number | null;
  /** How far two such levels may be apart by chance. */
  readonly noise: number | null;
}
