/** A trend's slope per hour, of the longest life of a target or of the run as a whole. */
import type { Subject } from '../analysis/trend-book.ts';
import { MOST_COSINES } from '../trend/cosine-variance.ts';
import { tQuantile } from '../trend/student-t.ts';
import type { Reading } from './figure.ts';
import type { StudiedRun } from './studied-run.ts';

const SECONDS_PER_HOUR = 3600;

/**
 * A slope that holds for less of what was seen is a step towards the end as well: of 20 runs of a minute one opened ten
 * connections in its last two seconds.
 */
const LEAST_HELD = 1 / 2;

/** A tolerance is a share of the level, gained over the run. */
export function slopeFigure({ found }: StudiedRun, subject: Subject): Reading {
  const trends = found.trends.fitted(subject, {}, 1).map(({ trend }) => trend);
  const [longest] = trends.toSorted((a, b) => b.spanS - a.spanS);
  if (longest === undefined) return 'it could not be read';
  const { slopePerHour, lowPerHour, highPerHour, confidence, trouble, steadyMedian } = longest;
  const { spanS, slopeSpanS } = longest;
  if (slopePerHour === null || lowPerHour === null || highPerHour === null) return trouble ?? 'no slope';
  if (slopeSpanS < LEAST_HELD * spanS) return 'its slope holds for less than half of the run';
  const deviations = tQuantile((1 + confidence) / 2, MOST_COSINES);
  return {
    value: slopePerHour,
    error: (highPerHour - lowPerHour) / 2 / deviations,
    whole: (Math.abs(steadyMedian) * SECONDS_PER_HOUR) / spanS,
  };
}
