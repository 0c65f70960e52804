/**
 * The time that trends are fitted in: without the rests of the load. What a program does to each request it does not do
 * while there is none, so a leak that rested for an hour would look slower than it is. A target that is only watched
 * lives on while soakd rests: there nothing is cut out.
 */
import { outside } from '../trend/points.ts';
import type { Series, Trend } from '../trend/trend.ts';
import { inSeconds, restedMs, type Span } from './rests.ts';

type Window = { readonly fromS: number; readonly toS: number };

export interface WorkingTime {
  /** Without the points of the rests, the others moved together. */
  cut(series: Series): Series;
  /** A rest becomes a cut without a length. */
  cutWindows(windows: readonly Window[]): Window[];
  cutMoment(second: number): number;
  /** The moments that a trend names, on the run's clock again. */
  restore<Found extends Moments>(trend: Found): Found;
}

type Moments = Pick<Trend, 'steadyFromS' | 'onsetS' | 'slopeFromS' | 'shifts'>;

/** `rests` in the order of time, not overlapping. */
export function workingTime(rests: readonly Span[]): WorkingTime {
  const windows = rests.map(inSeconds);
  const cutMoment = (second: number): number =>
    second - restedMs(rests, { fromMs: Number.NEGATIVE_INFINITY, toMs: 1000 * second }) / 1000;
  const restoreMoment = (second: number): number =>
    windows.reduce((moment, { fromS, toS }) => (fromS <= moment ? moment + toS - fromS : moment), second);
  return {
    cutMoment,
    cut(series) {
      const { seconds, values } = outside(series, windows);
      return windows.length === 0 ? series : { seconds: seconds.map(cutMoment), values };
    },
    cutWindows: (excluded) =>
      excluded.map(({ fromS, toS }) => ({ fromS: cutMoment(fromS), toS: cutMoment(toS) })),
    restore: (trend) => ({
      ...trend,
      steadyFromS: restoreMoment(trend.steadyFromS),
      onsetS: trend.onsetS === null ? null : restoreMoment(trend.onsetS),
      slopeFromS: restoreMoment(trend.slopeFromS),
      shifts: trend.shifts.map((shift) => ({ ...shift, atS: restoreMoment(shift.atS) })),
    }),
  };
}
