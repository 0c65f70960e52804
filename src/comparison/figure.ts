/** One number of one run, on the scale that differences of it are told on. */

export interface Figure {
  /** The logarithm of what is told as a ratio, else the number itself. */
  readonly value: number;
  /** Its standard error, as far as the run itself shows it. */
  readonly error: number;
  /** What a tolerance in percent is a share of; 1 on the logarithm. */
  readonly whole: number;
}

/** Or why there is none. */
export type Reading = Figure | string;

export function isFigure(reading: Reading): reading is Figure {
  return typeof reading !== 'string';
}
