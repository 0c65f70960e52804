import { leastSquares } from './least-squares.ts';
import { halfWidth, type Precision, slopePrecision } from './precision.ts';
import type { Tail, TrendOptions } from './trend.ts';
import { type Column, first, last } from './vector.ts';

/** Half shows a warm-up that slowly ends, a quarter one that has just ended; one between the two. */
const SHARES = [0.5, 0.35, 0.25];
/** Two coefficients and twice as many readings over. */
const FEWEST_READINGS = 6;
/** One-sided share of a normal distribution beyond one standard error. */
const ONE_SIGMA = 0.16;
const SECONDS_PER_HOUR = 3600;

/**
 * Straight lines through the last parts of the time since `fromS`. A leak goes on at the end as before; a warm-up, a
 * filling cache or a decelerating staircase does not, whichever shape was fitted to it. `lag` is that of the whole
 * series: a short piece always looks less correlated than it is.
 */
export function tailSlopes(
  seconds: Column,
  values: Column,
  fromS: number,
  whole: Precision,
  floorDeviation: number,
  options: Pick<TrendOptions, 'alphaLow' | 'alphaHigh'>,
): Tail[] {
  return SHARES.map((share) => {
    const startS = last(seconds) - share * (last(seconds) - fromS);
    const start = seconds.findIndex((second) => second >= startS);
    const times = seconds.subarray(start);
    const fit =
      times.length < FEWEST_READINGS
        ? null
        : leastSquares([new Float64Array(times.length).fill(1), times], values.subarray(start));
    if (fit === null) return { share, slopePerHour: 0, lowPerHour: null, highPerHour: null, errorPerHour: 0 };
    const precision = noisier(whole, slopePrecision(fit, floorDeviation, whole.lag));
    const reach = last(times) - first(times);
    return {
      share,
      slopePerHour: SECONDS_PER_HOUR * fit.slope,
      lowPerHour: SECONDS_PER_HOUR * (fit.slope - halfWidth(precision, fit, reach, options.alphaLow)),
      highPerHour: SECONDS_PER_HOUR * (fit.slope + halfWidth(precision, fit, reach, options.alphaHigh)),
      errorPerHour: SECONDS_PER_HOUR * halfWidth(precision, fit, reach, ONE_SIGMA),
    };
  });
}

/** Of noise the whole span tells more than its last part does, which looks calmer than it is, unless it is noisier. */
function noisier(whole: Precision, own: Precision): Precision {
  if (whole.kind !== 'cosines') return own;
  const deviation = own.kind === 'cosines' ? own.deviation : 0;
  return { ...whole, deviation: Math.max(whole.deviation, deviation) };
}
