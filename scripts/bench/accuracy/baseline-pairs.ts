/** The slopes between all pairs of readings, sorted: what Sen's slope (Sen 1968) and its interval are read from. */
import type { Readings } from './baseline-readings.ts';

const known = new WeakMap<Readings, Float64Array>();

export function pairSlopes(readings: Readings): Float64Array {
  const found = known.get(readings) ?? sortedSlopes(readings);
  known.set(readings, found);
  return found;
}

export function senSlope(readings: Readings): number {
  const slopes = pairSlopes(readings);
  return ((slopes[(slopes.length - 1) >> 1] ?? 0) + (slopes[slopes.length >> 1] ?? 0)) / 2;
}

function sortedSlopes({ hours, values }: Readings): Float64Array {
  const slopes = new Float64Array((hours.length * (hours.length - 1)) / 2);
  let count = 0;
  for (let later = 1; later < hours.length; later += 1) {
    for (let earlier = 0; earlier < later; earlier += 1) {
      slopes[count++] =
        ((values[later] ?? 0) - (values[earlier] ?? 0)) / ((hours[later] ?? 0) - (hours[earlier] ?? 0));
    }
  }
  return slopes.sort();
}
