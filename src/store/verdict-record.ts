/** What was said of a run when it ended. */

export interface VerdictRow {
  /** Index in the run's list of verdicts; one written again replaces it. */
  readonly position: number;
  readonly rule: string;
  readonly target: string | null;
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  readonly reason: string;
  readonly observed: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly unit: string;
  /** A criterion of soakd itself; default: of the plan. */
  readonly ofSelf?: boolean;
}

/** A trend as it was told when the run ended. */
export interface TrendRow {
  /** Index in the run's list of trends; one written again replaces it. */
  readonly position: number;
  /** As rules name it. */
  readonly metric: string;
  readonly target: string | null;
  readonly operation: string | null;
  readonly generation: number | null;
  /** JSON of an AssessedTrend. */
  readonly trend: string;
}
