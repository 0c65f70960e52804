/**
 * What soakd has to say about a file of samples: version 1 of the document that `analyze --json` prints, and beside it
 * what the text shows. Values are in the columns' own units, times in seconds from the first row.
 */
import type { Budget } from './budget.ts';
import type { ColumnUnit } from './unit.ts';

export type SeriesVerdict = 'leak' | 'clean' | 'inconclusive';

/** The file as a whole is what the worst of its series is. */
export interface Analysis {
  readonly verdict: SeriesVerdict;
  readonly series: readonly AnalyzedSeries[];
  /** Rows read, and what is odd about them, for people. */
  readonly rows: number;
  readonly spanS: number;
  readonly warnings: readonly string[];
}

export interface SeriesDocument {
  readonly name: string;
  readonly verdict: SeriesVerdict;
  readonly reason: string;
  /** null: no interval could be formed. At the level used after correction for the number of series. */
  readonly slopePerHour: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly confidence: number;
  /** Negative where falling is bad; null: it is relative to nothing. */
  readonly budgetPerHour: number | null;
  readonly per1000Ops: {
    readonly slope: number;
    readonly low: number;
    readonly high: number;
    /** false: operations came so evenly that this is the slope per hour over their rate. */
    readonly separable: boolean;
  } | null;
  readonly onsetS: number | null;
  readonly steadyFromS: number;
  readonly pattern: string;
  /** Every life of the process, the earliest first. */
  readonly segments: readonly Segment[];
  /** Readings of the series in the file, and the time from the first to the last of them. */
  readonly points: number;
  readonly spanS: number;
  readonly needsHours: number | null;
  /** When the series gets to its limit if it goes on like this. */
  readonly limitEtaS: number | null;
}

export interface Segment {
  readonly fromS: number;
  readonly toS: number;
  readonly points: number;
  readonly verdict: SeriesVerdict;
  readonly slopePerHour: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface AnalyzedSeries {
  readonly document: SeriesDocument;
  readonly unit: ColumnUnit;
  readonly budget: Budget;
  readonly limit: number | null;
  /** Of the segment that decided; null: nothing was read. */
  readonly quarterMedians: readonly [number, number, number, number] | null;
  /** Share of that segment's time (once warm) that its trend rests on, 0–1; null: it has no trend. */
  readonly coverage: number | null;
}
