/** Quantities with dimensions: what a plan's `20MiB/h`, `10/min`, `50ms` or `2%/h` mean. */

/** What a quantity measures. Base units: bytes, milliseconds, plain count, ratio (1 % = 0.01), per second. */
export type Dimension = 'bytes' | 'duration' | 'count' | 'ratio' | 'rate';

/** A slope is a quantity per hour or per operation; `ratio` per hour is relative to the steady median. */
export type Per = 'hour' | 'operation';

export interface Quantity {
  /** In base units: bytes, milliseconds, count, ratio, or per second; per hour or per ONE operation if `per` is set. */
  readonly value: number;
  readonly dimension: Dimension;
  readonly per: Per | null;
  /**
   * Only of slopes per hour, written `max(1MB/h, 0.5%/h)`: the limit is the greater of `value` and this ratio of
   * the steady median per hour.
   */
  readonly orRelative?: number;
  /** As the user wrote it, for messages and reports. */
  readonly text: string;
}
