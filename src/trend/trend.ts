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

export type TrendFamily = 'constant' | 'none' | 'exp' | 'step' | 'kink' | 'periodic';

export type AlternativeKind = 'saturating' | 'logarithmic' | 'plateau' | 'steps' | 'wave';

export interface Trend {
  readonly family: TrendFamily;
  /** Per hour, in the series' unit. null when no interval could be formed (`trouble` says why). */
  readonly slopePerHour: number | null;
  readonly lowPerHour: number | null;
  readonly highPerHour: number | null;
  /** 1 − alphaLow − alphaHigh. */
  readonly confidence: number;
  /** Where the interval comes from; null when there is none. */
  readonly method: 'cosines' | 'range' | 'constant' | null;
  /** Why the series cannot be judged whatever the budget: "too short", "gaps", "warming up", … */
  readonly trouble: string | null;
  /** How much longer the run had to be for `trouble` to go away, where that can be said. */
  readonly shortByS: number | null;
  readonly steadyFromS: number;
  readonly onsetS: number | null;
  /** The slope holds from here to the end: from the beginning, the end of the warm-up, or the onset. */
  readonly slopeFromS: number;
  /** From there to the end. */
  readonly slopeSpanS: number;
  /** Time constant of a fitted warm-up. */
  readonly timeConstantS: number | null;
  /** By how much the fitted warm-up rose (fell, if negative) within the span, beside the slope. */
  readonly warmupRise: number | null;
  /** Steps from one level to another, beside the slope; in the series' unit. */
  readonly shifts: readonly { readonly atS: number; readonly size: number }[];
  /** By how much the fitted course rises and falls in all, waves and short pulses left out; in the series' unit, positive. */
  readonly ascent: number;
  readonly descent: number;
  /** Where the fit ends, and the band around it that nine tenths of the readings fill; null without a fit. */
  readonly end: { readonly level: number; readonly low: number; readonly high: number } | null;
  /** By how much a slope must exceed a budget to be found in four of five runs like this one; null without an interval. */
  readonly detectablePerHour: number | null;
  /** How often a sawtooth gave back what had piled up, where the slope is that of its floor; else 0. */
  readonly releases: number;
  /** A course without a lasting rise that explains the time in which the slope holds clearly better than a line. */
  readonly alternative: AlternativeKind | null;
  /** Long-run standard deviation of the readings around that course, as of readings a second apart. */
  readonly alternativeLongRunSigma: number | null;
  /** The last 50, 35 and 25 % of the time in which the slope holds: does what rose still rise? */
  readonly tails: readonly Tail[];
  readonly pattern: string;
  /** The smallest step the metric can take, in its unit. */
  readonly quantum: number;
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
    /** false: operations came so evenly that time and operations cannot be told apart; the slope is converted. */
    readonly separable: boolean;
    /** Over all that was fitted. */
    readonly operationsPerHour: number;
  } | null;
}

/** A straight line through the end of the series. */
export interface Tail {
  readonly share: number;
  readonly slopePerHour: number;
  /** null when it is too short for an interval. */
  readonly lowPerHour: number | null;
  readonly highPerHour: number | null;
  /** About one standard error. */
  readonly errorPerHour: number;
}
