/** A trend: what a series did after its warm-up, with an interval for its slope. Pure data; seconds and the series' own unit. */

export interface Series {
  /** Ascending seconds from the beginning of the run. */
  readonly seconds: Float64Array;
  readonly values: Float64Array;
}

export interface TrendOptions {
  /** Nominal seconds between samples. */
  readonly intervalS: number;
  /** Times before this are warm-up whatever the data say; 0: steady state is found. */
  readonly warmupS: number;
  /** The steady span must be at least this long to be judged. */
  readonly minimumSpanS: number;
  /** One-sided error rate of the lower (leak side) and the upper (clean side) end, e.g. 0.025 each. */
  readonly alphaLow: number;
  readonly alphaHigh: number;
  /** Cut points (seconds) between windows that no bin may span, and windows to leave out (gaps, faults). */
  readonly excluded: readonly { readonly fromS: number; readonly toS: number }[];
  /** Cumulative operations at the series' times, for slopes per operation; null when there was no load. */
  readonly operations: Float64Array | null;
  /** The smallest step the metric can take (1 for counts, 4096 for memory); bounds a flat line's interval. */
  readonly quantum: number;
}

export type TrendFamily = 'constant' | 'none' | 'exp' | 'log' | 'step' | 'kink' | 'periodic';

export interface Trend {
  readonly family: TrendFamily;
  /** Per hour, in the series' unit. null when no interval could be formed (`trouble` says why). */
  readonly slopePerHour: number | null;
  readonly lowPerHour: number | null;
  readonly highPerHour: number | null;
  /** 1 − alphaLow − alphaHigh. */
  readonly confidence: number;
  /** Why the series cannot be judged whatever the budget: "too short", "gaps", "warming up", … */
  readonly trouble: string | null;
  readonly steadyFromS: number;
  readonly onsetS: number | null;
  readonly pattern: string;
  readonly spanS: number;
  readonly points: number;
  readonly bins: number;
  readonly binS: number;
  /** Residual standard deviation and correlation time. */
  readonly sigma: number;
  readonly tauS: number;
  readonly effectivePoints: number;
  readonly steadyMedian: number;
  readonly quarterMedians: readonly [number, number, number, number];
  readonly theilSenPerHour: number;
  readonly mannKendallP: number;
  readonly per1000Operations: {
    readonly slope: number;
    readonly low: number;
    readonly high: number;
    readonly separable: boolean;
  } | null;
}
