/** A trend as it is drawn: the fitted course from where its slope holds to its end, and where its interval would lead. */
import type { AssessedTrend } from '../../analysis/assessed-trend.ts';
import { type Rest, trendLevelAt } from '../trend-level.ts';
import type { TrendCourse } from './chart-data.ts';

/** A course on the logarithm is bent: drawn through this many points it looks so. */
const BENT_POINTS = 16;

/** null where no interval could be formed. `factor`: from the trend's unit to the chart's. */
export function trendCourse(
  trend: AssessedTrend,
  line: number,
  label: string,
  factor: number,
  rests: readonly Rest[] = [],
): TrendCourse | null {
  const { lowPerHour, highPerHour, slopeFromS, toS, fromS } = trend;
  const beginS = Math.max(slopeFromS, fromS);
  if (lowPerHour === null || highPerHour === null || !(toS > beginS)) return null;
  const points = timesOf(trend, beginS, toS, rests).flatMap((second) => {
    const found = trendLevelAt(trend, second, rests);
    return found === null ? [] : [{ second, ...found }];
  });
  if (points.length === 0) return null;
  const scaled = (of: 'level' | 'low' | 'high'): number[] =>
    points.map((point) => Number((point[of] * factor).toPrecision(7)));
  const isOpen = !Number.isFinite(lowPerHour) || !Number.isFinite(highPerHour);
  return {
    label,
    line,
    seconds: points.map(({ second }) => Number(second.toFixed(2))),
    middle: scaled('level'),
    low: isOpen ? null : scaled('low'),
    high: isOpen ? null : scaled('high'),
  };
}

/** Both sides of each step and rest, and the middle, where the ends of the interval meet. */
function timesOf(
  { shifts, scale, slopeFromS }: AssessedTrend,
  beginS: number,
  toS: number,
  rests: readonly Rest[],
): number[] {
  const edges = rests.flatMap((rest) => [rest.fromS, rest.toS]).filter((edge) => edge > beginS && edge < toS);
  const steps = shifts.filter(({ atS }) => atS > beginS && atS < toS).flatMap(({ atS }) => [atS - 0.01, atS]);
  const between =
    scale === 'log'
      ? Array.from(
          { length: BENT_POINTS - 1 },
          (_, index) => beginS + ((toS - beginS) * (index + 1)) / BENT_POINTS,
        )
      : [];
  const middleS = Math.max(beginS, (slopeFromS + toS) / 2);
  return [...new Set([beginS, ...steps, ...edges, ...between, middleS, toS])].sort((a, b) => a - b);
}
