import { type Column, first, last } from './vector.ts';

/** All pairs of 240 readings make 29,000 slopes; of longer series the readings are thinned evenly to that. */
const MOST_READINGS = 240;

/** Median of the slopes between all pairs of readings (Theil 1950, Sen 1968): up to 29 % outliers do not move it. */
export function theilSenSlope(seconds: Column, values: Column): number {
  const stride = Math.max(1, Math.ceil(seconds.length / MOST_READINGS));
  const kept = seconds.map((_, index) => index).filter((index) => index % stride === 0);
  const slopes = new Float64Array((kept.length * (kept.length - 1)) / 2);
  let count = 0;
  for (const [place, index] of kept.entries()) {
    const second = seconds[index] ?? 0;
    const value = values[index] ?? 0;
    for (const later of kept.subarray(place + 1)) {
      const run = (seconds[later] ?? 0) - second;
      if (run > 0) slopes[count++] = ((values[later] ?? 0) - value) / run;
    }
  }
  return medianOf(slopes.subarray(0, count));
}

function medianOf(values: Column): number {
  if (values.length === 0) return 0;
  values.sort();
  const middle = values.subarray((values.length - 1) >> 1, (values.length >> 1) + 1);
  return (first(middle) + last(middle)) / 2;
}
