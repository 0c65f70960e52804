import type { Trend } from './trend.ts';

export interface TimeToLimit {
  readonly hours: number;
  /** At the ends of the slope's interval; null: perhaps never. */
  readonly soonestHours: number;
  readonly latestHours: number | null;
}

/**
 * From the end of the series until what it reads gets to a limit, going on at its slope: from where the upper edge of
 * its readings is (the lower, where falling is bad), for a limit is broken by a peak. null where no such course is
 * shown; 0 where the limit is behind already.
 */
export function timeToLimit(trend: Trend, limit: number, direction: 'rise' | 'fall'): TimeToLimit | null {
  const { end, slopePerHour, lowPerHour, highPerHour } = trend;
  if (end === null || slopePerHour === null || lowPerHour === null || highPerHour === null) return null;
  const sign = direction === 'rise' ? 1 : -1;
  const left = sign * (limit - (direction === 'rise' ? end.high : end.low));
  if (left <= 0) return { hours: 0, soonestHours: 0, latestHours: 0 };
  const slowest = direction === 'rise' ? lowPerHour : -highPerHour;
  const fastest = direction === 'rise' ? highPerHour : -lowPerHour;
  const rate = sign * slopePerHour;
  if (slowest <= 0 || rate <= 0) return null;
  return { hours: left / rate, soonestHours: left / fastest, latestHours: left / slowest };
}
