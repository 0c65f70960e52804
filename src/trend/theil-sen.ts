import { quickselect } from 'simple-statistics';
import type { Column } from './vector.ts';

/** All pairs of 360 readings are 65,000 slopes, sorted out in 2 ms; longer series are thinned evenly to that. */
const MOST_READINGS = 360;

/** Median of the slopes between all pairs of readings (Theil 1950, Sen 1968): up to 29 % outliers do not move it. */
export function theilSenSlope(seconds: Column, values: Column): number {
  const stride = Math.max(1, Math.ceil(seconds.length / MOST_READINGS));
  const kept = seconds.map((_, index) => index).filter((index) => index % stride === 0);
  const slopes: number[] = [];
  for (const [place, index] of kept.entries()) {
    const second = seconds[index] ?? 0;
    const value = values[index] ?? 0;
    for (const later of kept.subarray(place + 1)) {
      const run = (seconds[later] ?? 0) - second;
      if (run > 0) slopes.push(((values[later] ?? 0) - value) / run);
    }
  }
  return medianOf(slopes);
}

function medianOf(values: number[]): number {
  if (values.length === 0) return 0;
  const middle = values.length >> 1;
  quickselect(values, middle);
  const upper = values[middle] ?? 0;
  if (values.length % 2 === 1) return upper;
  // Nothing before the middle is larger than what stands there; the other middle is the largest of that.
  let lower = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < middle; place += 1) lower = Math.max(lower, values[place] ?? lower);
  return (lower + upper) / 2;
}
