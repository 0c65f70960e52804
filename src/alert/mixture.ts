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

/** Halvings of the range: times are a few decades apart, and told to a ten-thousandth then. */
const HALVINGS = 20;
/** Times are told to the microsecond: the logarithm needs one above zero. */
const LEAST_MS = 0.001;

/** One second on the logarithm, so that each try at the percentile costs an addition or two of it. */
interface Course {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** `percentile` from 50 up, below 100. null: nothing ended. */
export function mixedPercentile(seconds: readonly SecondTimes[], percentile: number): number | null {
  const courses = seconds.filter(({ count }) => count > 0).map(courseOf);
  const total = courses.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  const wanted = (percentile / 100) * total;
  // At least half of all operations took no less than the least median.
  let low = courses.reduce((least, { p50 }) => Math.min(least, p50), Number.POSITIVE_INFINITY);
  let high = courses.reduce((most, { max }) => Math.max(most, max), low);
  const within = (time: number): number =>
    courses.reduce((sum, course) => sum + course.count * shareOf(course, time), 0);
  if (within(low) >= wanted) return Math.exp(low);
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2;
    if (within(middle) >= wanted) high = middle;
    else low = middle;
  }
  return Math.exp(high);
}

function courseOf({ count, p50Ms, p95Ms, p99Ms, maxMs }: SecondTimes): Course {
  const log = (ms: number): number => Math.log(Math.max(ms, LEAST_MS));
  return { count, p50: log(p50Ms), p95: log(p95Ms), p99: log(p99Ms), max: log(maxMs) };
}

/** Of one second: the share of its operations that took no longer. */
function shareOf({ p50, p95, p99, max }: Course, time: number): number {
  if (time >= max) return 1;
  // Where the greatest of a few lies nobody knows: straight to it.
  if (time >= p99) return 0.99 + 0.01 * placeOf(time, p99, max);
  if (time >= p95) return normalShare(Z95 + (Z99 - Z95) * placeOf(time, p95, p99));
  const fromMedian = Z95 * placeOf(p50 + Math.abs(time - p50), p50, p95);
  return time >= p50 ? normalShare(fromMedian) : 1 - normalShare(fromMedian);
}

/** 0 at the one end, 1 at the other. */
function placeOf(time: number, from: number, to: number): number {
  return to <= from ? 1 : (time - from) / (to - from);
}

/** Quantiles of the standard normal distribution. */
const Z95 = 1.644854;
const Z99 = 2.326348;

const STEPS_PER_UNIT = 100;
const MOST_Z = 4;
const NORMAL_SHARES = Float64Array.from({ length: MOST_Z * STEPS_PER_UNIT + 2 }, (_, step) => {
  return (1 + errorFunction(step / STEPS_PER_UNIT / Math.SQRT2)) / 2;
});

/** Its share up to `z` from 0 on, from a table: straight between two steps of a hundredth. */
function normalShare(z: number): number {
  const place = Math.min(z, MOST_Z) * STEPS_PER_UNIT;
  const step = Math.floor(place);
  const [from = 1, to = 1] = [NORMAL_SHARES[step], NORMAL_SHARES[step + 1]];
  return from + (to - from) * (place - step);
}
