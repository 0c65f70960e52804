/**
 * Trends of times, fitted on their logarithm: a service that is twice as slow scatters twice as much, and it gets slower
 * by a share of itself. The slope of the logarithm, a share per hour, is told at the steady level: all that is a
 * slope or a size in the answer is that share × the steady median. So a budget relative to the median is held against
 * the logarithm's own slope, and one in ms against what the slope amounts to at the steady level.
 */
import { fitTrend } from './fit-trend.ts';
import { medianOf } from './median.ts';
import { between } from './points.ts';
import type { Series, Tail, Trend, TrendOptions } from './trend.ts';

/**
 * Zeros are times below the clock's resolution. A few of them are one step of it; where they are many, the readings are
 * mostly resolution, and their scatter does not grow with them.
 */
const MOST_ZEROS = 0.05;

/** Positive but for a few zeros: what does not fit is fitted as it is. */
export function fitsLogScale(values: Float64Array): boolean {
  if (values.length === 0 || values.some((value) => value < 0)) return false;
  const zeros = values.reduce((count, value) => count + (value === 0 ? 1 : 0), 0);
  return zeros <= MOST_ZEROS * values.length;
}

/** The trend in the series' own unit, as fitTrend's; `options.quantum` is in that unit too. */
export function fitLogTrend(series: Series, options: TrendOptions): Trend {
  if (!fitsLogScale(series.values)) return fitTrend(series, options);
  const least = Math.max(options.quantum, Number.MIN_VALUE);
  const values = series.values.map((value) => Math.log(Math.max(value, least)));
  const typical = Math.max(medianOf(series.values) ?? least, least);
  const trend = fitTrend(
    { seconds: series.seconds, values },
    { ...options, quantum: options.quantum / typical },
  );
  return { ...atSteadyLevel(trend), shifts: shiftsOf(trend, series) };
}

/** A step of the logarithm is a factor: of what was there before it, from the step before it on. */
function shiftsOf({ shifts, steadyFromS }: Trend, series: Series): Trend['shifts'] {
  return shifts.map(({ atS, size }, index) => {
    const sinceS = shifts[index - 1]?.atS ?? Math.min(steadyFromS, atS);
    const before = medianOf(between(series, sinceS, atS).values) ?? medianOf(series.values) ?? 0;
    return { atS, size: before * Math.expm1(size) };
  });
}

function atSteadyLevel(trend: Trend): Trend {
  // Without a bin there is no median whose logarithm it could be.
  const level = trend.bins === 0 ? 0 : Math.exp(trend.steadyMedian);
  const told = (share: number): number => share * level;
  const maybe = (share: number | null): number | null => (share === null ? null : told(share));
  const [first, second, third, fourth] = trend.quarterMedians;
  const median = (logarithm: number): number => (trend.bins === 0 ? 0 : Math.exp(logarithm));
  const per = trend.per1000Operations;
  return {
    ...trend,
    slopePerHour: maybe(trend.slopePerHour),
    lowPerHour: maybe(trend.lowPerHour),
    highPerHour: maybe(trend.highPerHour),
    warmupRise: maybe(trend.warmupRise),
    tails: trend.tails.map(
      (tail): Tail => ({
        ...tail,
        slopePerHour: told(tail.slopePerHour),
        lowPerHour: maybe(tail.lowPerHour),
        highPerHour: maybe(tail.highPerHour),
        errorPerHour: told(tail.errorPerHour),
      }),
    ),
    ascent: told(trend.ascent),
    descent: told(trend.descent),
    end: trend.end && {
      level: Math.exp(trend.end.level),
      low: Math.exp(trend.end.low),
      high: Math.exp(trend.end.high),
    },
    detectablePerHour: maybe(trend.detectablePerHour),
    alternativeLongRunSigma: maybe(trend.alternativeLongRunSigma),
    quantum: told(trend.quantum),
    sigma: told(trend.sigma),
    steadyMedian: level,
    quarterMedians: [median(first), median(second), median(third), median(fourth)],
    theilSenPerHour: told(trend.theilSenPerHour),
    per1000Operations: per && { ...per, slope: told(per.slope), low: told(per.low), high: told(per.high) },
  };
}
