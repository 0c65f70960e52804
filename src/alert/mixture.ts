/**
 * A percentile of a longer time from the percentiles of its seconds. Of each second p50, p95, p99 and the greatest are
 * known: what share of its operations took no longer than those times. The share of all operations together that took no
 * longer than x is the mean of the seconds' shares, each counted by its operations; the percentile is the x where that
 * is the share asked for. Between two times that are known, a second's times are taken to spread as a log-normal does;
 * below its median, of which nothing is known, as above it.
 */
import { errorFunction } from 'simple-statistics';

export interface SecondTimes {
  /** Operations that ended. */
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Halvings of the range: 2⁻⁴⁰ of a decade is beyond what times are stored with. */
const HALVINGS = 40;
/** Times are told to the microsecond: the logarithm needs one above zero. */
const LEAST_MS = 0.001;

/** `percentile` from 50 up, below 100. null: nothing ended. */
export function mixedPercentile(seconds: readonly SecondTimes[], percentile: number): number | null {
  const ended = seconds.filter(({ count }) => count > 0);
  const total = ended.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  const wanted = percentile / 100;
  // At least half of all operations took no less than the least median.
  let low = ended.reduce((least, { p50Ms }) => Math.min(least, p50Ms), Number.POSITIVE_INFINITY);
  let high = ended.reduce((most, { maxMs }) => Math.max(most, maxMs), low);
  const shareAt = (ms: number): number =>
    ended.reduce((sum, second) => sum + second.count * shareOf(second, ms), 0) / total;
  if (shareAt(low) >= wanted) return low;
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = Math.sqrt(Math.max(low, LEAST_MS) * Math.max(high, LEAST_MS));
    if (shareAt(middle) >= wanted) high = middle;
    else low = middle;
  }
  return high;
}

/** Of one second: the share of its operations that took no longer. */
function shareOf({ p50Ms, p95Ms, p99Ms, maxMs }: SecondTimes, ms: number): number {
  if (ms >= maxMs) return 1;
  // Where the greatest of a few lies nobody knows: straight to it.
  if (ms >= p99Ms) return 0.99 + 0.01 * placeOf(ms, p99Ms, maxMs);
  if (ms >= p95Ms) return normalShare(Z95 + (Z99 - Z95) * placeOf(ms, p95Ms, p99Ms));
  const fromMedian = placeOf(Math.max(ms, p50Ms ** 2 / Math.max(ms, LEAST_MS)), p50Ms, p95Ms);
  return normalShare(ms >= p50Ms ? Z95 * fromMedian : -Z95 * fromMedian);
}

/** Of the standard normal distribution: its quantiles, and the share up to one. */
const Z95 = 1.644854;
const Z99 = 2.326348;

function normalShare(z: number): number {
  return (1 + errorFunction(z / Math.SQRT2)) / 2;
}

/** On the logarithm: 0 at the one end, 1 at the other. */
function placeOf(ms: number, fromMs: number, toMs: number): number {
  const log = (value: number): number => Math.log(Math.max(value, LEAST_MS));
  const width = log(toMs) - log(fromMs);
  return width <= 0 ? 1 : (log(ms) - log(fromMs)) / width;
}
