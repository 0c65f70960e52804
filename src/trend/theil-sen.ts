import { quickselect } from 'simple-statistics';
import type { Column } from './vector.ts';

/** All pairs of 360 readings are 65,000 slopes, sorted out in 2 ms; longer series are thinned evenly to that. */
const MOST_READINGS = 360;

/** Median of the slopes between all pairs of readings (Theil 1950, Sen 1968): up to 29 % outliers do not move it. */
export function theilSenSlope(seconds: Column, values: Column): number {
  const stride = Math.max(1, Math.ceil(seconds.length / MOST_READINGS));
  const kept = Math.ceil(seconds.length / stride);
  const slopes = new Float64Array((kept * (kept - 1)) / 2);
  let count = 0;
  for (let index = 0; index < seconds.length; index += stride) {
    const second = seconds[index] ?? 0;
    const value = values[index] ?? 0;
    for (let later = index + stride; later < seconds.length; later += stride) {
      const run = (seconds[later] ?? 0) - second;
      if (run <= 0) continue;
      slopes[count] = ((values[later] ?? 0) - value) / run;
      count += 1;
    }
  }
  return medianOf(slopes.subarray(0, count));
}

/** Of readings that may be put into another order. */
function medianOf(values: Column): number {
  if (values.length === 0) return 0;
  const middle = values.length >> 1;
  quickselect(values as unknown as number[], middle);
  const upper = values[middle] ?? 0;
  if (values.length % 2 === 1) return upper;
  // Nothing before the middle is larger than what stands there; the other middle is the largest of that.
  let lower = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < middle; place += 1) lower = Math.max(lower, values[place] ?? lower);
  return (lower + upper) / 2;
}
