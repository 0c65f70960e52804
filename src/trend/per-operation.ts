import { design } from './bend.ts';
import type { Bins } from './bin.ts';
import { slopeInterval } from './interval.ts';
import { leastSquares } from './least-squares.ts';
import type { Model } from './model.ts';
import { slopePrecision } from './precision.ts';
import type { Trend, TrendOptions } from './trend.ts';
import { type Column, first, last } from './vector.ts';

/** R² of operations on time: above this the error of each slope beside the other is ten times that of one alone. */
const SEPARABLE_R2 = 0.99;
const SECONDS_PER_HOUR = 3600;

/**
 * The slope per 1,000 operations. Where the rate varied enough, operations are fitted beside time, and the slope is
 * theirs alone; else it is the slope per hour, divided by the operations per hour.
 */
export function perThousandOperations(
  bins: Bins,
  model: Model,
  perHour: { readonly slope: number; readonly low: number; readonly high: number },
  floorDeviation: number,
  options: TrendOptions,
): Trend['per1000Operations'] {
  const { seconds, operations } = bins;
  if (operations === null) return null;
  // Over all that was fitted: a slope that holds from the end of a long warm-up on has hardly any operations of its own.
  const done = last(operations) - first(operations);
  const hours = (last(seconds) - first(seconds)) / SECONDS_PER_HOUR;
  if (!(done > 0 && hours > 0)) return null;
  const operationsPerHour = done / hours;
  const converted = {
    slope: (1000 * perHour.slope) / operationsPerHour,
    low: (1000 * perHour.low) / operationsPerHour,
    high: (1000 * perHour.high) / operationsPerHour,
    separable: false,
    operationsPerHour,
  };
  if (shared(seconds, operations) > SEPARABLE_R2) return converted;
  const fit = leastSquares([...design(seconds, model.bends, model.waves), operations], bins.values);
  if (fit === null) return converted;
  const both: Model = {
    bends: [],
    waves: [],
    fit,
    precision: slopePrecision(fit, floorDeviation),
    rivals: [],
  };
  const { slope, low, high } = slopeInterval(both, operations, options);
  return { slope: 1000 * slope, low: 1000 * low, high: 1000 * high, separable: true, operationsPerHour };
}

/** R² of operations on time. */
function shared(seconds: Column, operations: Column): number {
  const constant = new Float64Array(seconds.length).fill(1);
  const mean = leastSquares([constant], operations);
  const onTime = leastSquares([constant, seconds], operations);
  if (mean === null || onTime === null || mean.squares <= 0) return 1;
  return 1 - onTime.squares / mean.squares;
}
