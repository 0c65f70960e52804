import { medianSorted } from 'simple-statistics';

/** null of none. */
export function medianOf(readings: Float64Array): number | null {
  return readings.length === 0 ? null : medianSorted(readings.toSorted() as unknown as number[]);
}
