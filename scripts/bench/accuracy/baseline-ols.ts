/**
 * Ordinary least squares, twice: with the textbook interval for independent readings (e.g. scipy.stats.linregress), and
 * its bare slope against the budget, as home-made soak checks do (peers.md names several).
 */
import { tQuantile } from '../../../src/trend/student-t.ts';
import { callByInterval, nothingTold, readingsOf } from './baseline-readings.ts';
import type { Method } from './method.ts';

export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** Standard error of the slope, for independent readings. */
  readonly error: number;
}

export function leastSquaresLine(hours: Float64Array, values: Float64Array): Line {
  const count = hours.length;
  const meanHour = hours.reduce((sum, hour) => sum + hour, 0) / count;
  const meanValue = values.reduce((sum, value) => sum + value, 0) / count;
  let spread = 0;
  let joint = 0;
  for (const [index, hour] of hours.entries()) {
    spread += (hour - meanHour) ** 2;
    joint += (hour - meanHour) * ((values[index] ?? 0) - meanValue);
  }
  const slope = joint / spread;
  const intercept = meanValue - slope * meanHour;
  let squares = 0;
  for (const [index, hour] of hours.entries())
    squares += ((values[index] ?? 0) - intercept - slope * hour) ** 2;
  return { slope, intercept, error: Math.sqrt(squares / (count - 2) / spread) };
}

export const olsInterval: Method = {
  name: 'OLS interval',
  call(labelled, alphas) {
    const readings = readingsOf(labelled);
    const { slope, error } = leastSquaresLine(readings.hours, readings.values);
    const freedom = readings.hours.length - 2;
    const low = slope - tQuantile(1 - alphas.leak, freedom) * error;
    const high = slope + tQuantile(1 - alphas.clean, freedom) * error;
    return callByInterval(readings, labelled.budgetPerHour, slope, low, high);
  },
};

export const olsThreshold: Method = {
  name: 'OLS slope over budget',
  call(labelled) {
    const { hours, values, sign } = readingsOf(labelled);
    const { slope } = leastSquaresLine(hours, values);
    return {
      ...nothingTold,
      outcome: slope > labelled.budgetPerHour ? 'leak' : 'clean',
      slopePerHour: sign * slope,
    };
  },
};
