/**
 * Prometheus' predict_linear(metric[1h], 24 * 3600) > limit, as the rules of awesome-prometheus-alerts have it: a line
 * through the raw readings of the last hour (of a shorter run: its last half) reaches in a day what no program within
 * its budget could: the level of the first hour and the budget for the run and that day.
 */
import { leastSquaresLine } from './baseline-ols.ts';
import { nothingTold } from './baseline-readings.ts';
import { medianOf } from './median.ts';
import type { Method } from './method.ts';

const AHEAD_HOURS = 24;
const HOUR = 3600;

export const predictLinear: Method = {
  name: 'predict_linear',
  foretells: true,
  call({ series, direction, budgetPerHour, limit: asked }) {
    const sign = direction === 'rise' ? 1 : -1;
    const hours = series.seconds.map((second) => second / HOUR);
    const values = series.values.map((value) => sign * value);
    const first = hours[0] ?? 0;
    const last = hours.at(-1) ?? 0;
    const window = Math.min(1, (last - first) / 2);
    const tail = hours.findIndex((hour) => hour >= last - window);
    const { slope, intercept } = leastSquaresLine(hours.subarray(tail), values.subarray(tail));
    const level =
      medianOf(
        values.subarray(
          0,
          hours.findIndex((hour) => hour > first + window),
        ),
      ) ?? 0;
    const limit = level + budgetPerHour * (last - first + AHEAD_HOURS);
    const now = intercept + slope * last;
    return {
      ...nothingTold,
      outcome: now + slope * AHEAD_HOURS > limit ? 'leak' : 'clean',
      slopePerHour: sign * slope,
      hoursToLimit: asked === null ? null : (sign * asked - now) / slope,
    };
  },
};
