/** What the page's script draws: numbers and words, as JSON within the page. Times are seconds since the run began. */

export type ChartUnit = 'bytes' | 'count' | 'ms' | 'pct' | 'per second';

export interface ChartDocument {
  readonly fromS: number;
  readonly toS: number;
  /** By which the wall clock is told. */
  readonly startedWallMs: number;
  /** Sizes in MiB. */
  readonly binary: boolean;
  readonly shades: readonly Shade[];
  readonly marks: readonly Mark[];
  readonly charts: readonly ChartData[];
}

/** A time that a trend does not count. */
export interface Shade {
  readonly kind: 'warm-up' | 'drain' | 'reload' | 'pause' | 'gap' | 'fault';
  readonly fromS: number;
  readonly toS: number;
}

export interface Mark {
  readonly kind: 'trouble' | 'note' | 'other';
  readonly atS: number;
  readonly text: string;
}

export interface ChartData {
  /** Of its element. */
  readonly id: string;
  readonly unit: ChartUnit;
  /** Found in the data; shaded in this chart. */
  readonly warmUpToS: number | null;
  readonly lines: readonly Line[];
  readonly trends: readonly TrendCourse[];
}

/** A null value ends the line: the next point is not joined to it. */
export interface Line {
  readonly label: string;
  readonly seconds: readonly number[];
  readonly values: readonly (number | null)[];
}

export interface TrendCourse {
  readonly label: string;
  /** Index of the line that it is of. */
  readonly line: number;
  readonly seconds: readonly number[];
  readonly middle: readonly number[];
  /** Where the ends of the slope's interval would lead; null: they are open. */
  readonly low: readonly number[] | null;
  readonly high: readonly number[] | null;
}
