/** At what pace readings were taken, which nobody said: bins are cut by it. */
import { binMedians } from '../trend/bin.ts';
import type { Series, TrendOptions } from '../trend/trend.ts';

/** The longest hundredth of the steps between readings, and at least one, may be holes. */
const HOLE_SHARE = 0.01;
/** A time without readings longer than so many intervals is a hole, which nothing may span. */
export const HOLE_INTERVALS = 5;
/** Of the time, and of what of it can be had. */
const ENOUGH = 0.9;

export type Sampling = Pick<TrendOptions, 'intervalS' | 'excluded'>;

/**
 * The usual seconds between readings: the mean step without the longest. Of readings at a steady pace that is their
 * median step; of readings in bursts, or at random, it is what bins are filled by, which the median is not.
 */
export function usualInterval(seconds: Float64Array): number {
  if (seconds.length < 2) return 1;
  const steps = seconds.subarray(1).map((second, index) => second - (seconds[index] ?? 0));
  steps.sort();
  const usual = steps.subarray(0, Math.max(1, steps.length - Math.ceil(HOLE_SHARE * steps.length)));
  return usual.reduce((sum, step) => sum + step, 0) / usual.length;
}

/**
 * The interval by which bins count as full, and the holes. Where the pace changed, bins at the slower pace would all
 * miss most of their readings: the interval then is the shortest that loses hardly more of the time than the longest.
 */
export function samplingOf(series: Series): Sampling {
  const spanS = (series.seconds.at(-1) ?? 0) - (series.seconds[0] ?? 0);
  const tried: { readonly sampling: Sampling; readonly coveredS: number }[] = [];
  for (let intervalS = usualInterval(series.seconds); ; intervalS *= 2) {
    const one = sampling(series, intervalS);
    const { seconds, binS } = binMedians(series, { ...one, warmupS: 0, operations: null, quantum: 0 });
    tried.push({ sampling: one, coveredS: seconds.length * binS });
    // Once a single reading fills a bin, nothing is lost but to holes.
    if (seconds.length * binS >= ENOUGH * spanS || binS < 2 * intervalS) break;
  }
  const most = Math.max(...tried.map(({ coveredS }) => coveredS));
  const best = tried.find(({ coveredS }) => coveredS >= ENOUGH * most);
  return best?.sampling ?? sampling(series, usualInterval(series.seconds));
}

function sampling({ seconds }: Series, intervalS: number): Sampling {
  const excluded = [];
  for (let index = 1; index < seconds.length; index += 1) {
    const [before, after] = [seconds[index - 1] ?? 0, seconds[index] ?? 0];
    if (after - before <= HOLE_INTERVALS * intervalS) continue;
    // Of no length: nothing is left out.
    const middleS = (before + after) / 2;
    excluded.push({ fromS: middleS, toS: middleS });
  }
  return { intervalS, excluded };
}
