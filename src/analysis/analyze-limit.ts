/** When a series gets to its limit if it goes on as it did. */
import type { Series, Trend } from '../trend/trend.ts';
import { between } from './points.ts';
import { medianOf } from './statistic.ts';

/** The level at the end is the median of this last share of the readings, moved on by the slope to the very end. */
const END_SHARE = 0.1;
const SECONDS_PER_HOUR = 3600;

/**
 * Seconds on the series' clock; null where it is not shown to move towards the limit. A limit that the level is beyond
 * already is reached at the end. `direction`: which way is bad, and so on which side of the limit is its good side.
 */
export function limitEtaS(
  series: Series,
  trend: Trend,
  limit: number,
  direction: 'rise' | 'fall',
): number | null {
  const { slopePerHour, lowPerHour, highPerHour } = trend;
  const endS = series.seconds.at(-1) ?? 0;
  const last = between(series, endS - END_SHARE * trend.spanS, Number.POSITIVE_INFINITY);
  const level = medianOf(last.values);
  if (slopePerHour === null || lowPerHour === null || highPerHour === null || level === null) return null;
  const middleS = medianOf(last.seconds) ?? endS;
  const left = limit - (level + (slopePerHour * (endS - middleS)) / SECONDS_PER_HOUR);
  if (direction === 'rise' ? left <= 0 : left >= 0) return endS;
  if (direction === 'rise' ? lowPerHour <= 0 : highPerHour >= 0) return null;
  return endS + (SECONDS_PER_HOUR * left) / slopePerHour;
}
