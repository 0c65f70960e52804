/** One number of one run, on the scale that differences of it are told on. */
import { type Mean, meanWithError } from './mean-error.ts';

export interface Figure {
  /** The logarithm of what is told as a ratio, else the number itself. */
  readonly value: number;
  /** Its standard error, as far as the run itself shows it. */
  readonly error: number;
  /** What a tolerance in percent is a share of; 1 on the logarithm. */
  readonly whole: number;
  /** What it is the mean of, over equal shares of the work. */
  readonly course?: Float64Array;
}

/** Or why there is none. */
export type Reading = Figure | string;

export function isFigure(reading: Reading): reading is Figure {
  return typeof reading !== 'string';
}

/**
 * Of the difference of two runs, as far as they tell by themselves. Where both have a course, what both did at the same
 * work, a warm-up say, is no scatter of their difference.
 */
export function differenceError(a: Figure, b: Figure): Pick<Mean, 'error' | 'isBound'> {
  const { course } = b;
  if (a.course === undefined || course === undefined)
    return { error: Math.hypot(a.error, b.error), isBound: false };
  return meanWithError(a.course.map((value, share) => value - (course[share] ?? value)));
}
