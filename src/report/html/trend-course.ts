/** A trend as it is drawn: the fitted course from where its slope holds to its end, and where its interval would lead. */
import type { AssessedTrend } from '../../analysis/assessment.ts';
import type { TrendCourse } from './chart-data.ts';

const SECONDS_PER_HOUR = 3600;
/** A course on the logarithm is bent: drawn through this many points it looks so. */
const BENT_POINTS = 16;

/** null where no interval could be formed. `factor`: from the trend's unit to the chart's. */
export function trendCourse(
  trend: AssessedTrend,
  line: number,
  label: string,
  factor: number,
): TrendCourse | null {
  const { slopePerHour, lowPerHour, highPerHour, slopeFromS, toS, fromS } = trend;
  if (slopePerHour === null || lowPerHour === null || highPerHour === null) return null;
  const beginS = Math.max(slopeFromS, fromS);
  if (!(toS > beginS)) return null;
  const middleS = (beginS + toS) / 2;
  const seconds = timesOf(trend, beginS, middleS, toS);
  const course = seconds.map((second) => levelAt(trend, second, middleS, toS, slopePerHour));
  const scaled = (values: readonly number[]): number[] =>
    values.map((value) => Number((value * factor).toPrecision(7)));
  const base = { label, line, seconds: seconds.map((second) => Number(second.toFixed(2))) };
  if (!Number.isFinite(lowPerHour) || !Number.isFinite(highPerHour))
    return { ...base, middle: scaled(course), low: null, high: null };
  // The interval is one of slopes: its lines meet the course in the middle of the time that it is about.
  const aside = (perHour: number): number[] =>
    seconds.map((second, at) =>
      risen(trend, course[at] ?? 0, ((perHour - slopePerHour) * (second - middleS)) / SECONDS_PER_HOUR),
    );
  const [low, high] = [aside(lowPerHour), aside(highPerHour)];
  return {
    ...base,
    middle: scaled(course),
    low: scaled(low.map((value, at) => Math.min(value, high[at] ?? value))),
    high: scaled(high.map((value, at) => Math.max(value, low[at] ?? value))),
  };
}

/** Both sides of each step. */
function timesOf({ shifts, scale }: AssessedTrend, beginS: number, middleS: number, toS: number): number[] {
  const steps = shifts.filter(({ atS }) => atS > beginS && atS < toS).flatMap(({ atS }) => [atS - 0.01, atS]);
  const between =
    scale === 'log'
      ? Array.from(
          { length: BENT_POINTS - 1 },
          (_, index) => beginS + ((toS - beginS) * (index + 1)) / BENT_POINTS,
        )
      : [];
  return [...new Set([beginS, ...steps, ...between, middleS, toS])].sort((a, b) => a - b);
}

/** Back from the level at the end; where that is not known, from the median in the middle. */
function levelAt(
  trend: AssessedTrend,
  second: number,
  middleS: number,
  toS: number,
  slopePerHour: number,
): number {
  const { end, steadyMedian, scale, shifts } = trend;
  const [knownS, level] = end === null ? [middleS, steadyMedian] : [toS, end.level];
  const course = risen(trend, level, (slopePerHour * (second - knownS)) / SECONDS_PER_HOUR);
  if (scale === 'log') return course;
  const stepped = (at: number): number =>
    shifts.reduce((sum, { atS, size }) => sum + (atS <= at ? size : 0), 0);
  return course + stepped(second) - stepped(knownS);
}

/** On the logarithm a slope is told at the steady median. */
function risen({ scale, steadyMedian }: AssessedTrend, level: number, rise: number): number {
  return scale === 'log' && steadyMedian > 0 ? level * Math.exp(rise / steadyMedian) : level + rise;
}
