import { medianSorted } from 'simple-statistics';

/** null of none. */
export function medianOf(readings: Float64Array): number | null {
  return readings.length === 0 ? null : medianSorted(readings.toSorted() as unknown as number[]);
}

/**
 * The median of readings that were rounded to steps of `quantum`: those that equal it are taken to lie evenly within its
 * step (median_grouped of Python's statistics). Of a few levels a plain median is always one of them, and a slow rise
 * shows in it only as a jump; this one moves with the share of readings that have moved. null of none.
 */
export function groupedMedian(readings: Float64Array, quantum: number): number | null {
  const sorted = readings.toSorted();
  const count = sorted.length;
  const low = sorted[(count - 1) >> 1];
  const high = sorted[count >> 1];
  if (low === undefined || high === undefined) return null;
  if (low !== high) return (low + high) / 2;
  const below = sorted.indexOf(low);
  const equal = sorted.lastIndexOf(low) + 1 - below;
  return low + quantum * ((count / 2 - below) / equal - 0.5);
}
