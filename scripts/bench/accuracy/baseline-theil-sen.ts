/**
 * Sen's slope with its interval from the variance of the Mann–Kendall score (Gilbert 1987, Statistical Methods for
 * Environmental Pollution Monitoring, 16.4.2; scipy.stats.theilslopes).
 */
import { mannKendall } from '../../../src/trend/mann-kendall.ts';
import { pairSlopes, senSlope } from './baseline-pairs.ts';
import { callByInterval, type Readings, readingsOf } from './baseline-readings.ts';
import type { Alphas, Method } from './method.ts';
import { normalQuantile } from './normal.ts';

export const theilSenInterval: Method = {
  name: 'Theil–Sen interval',
  call(labelled, alphas) {
    const readings = readingsOf(labelled);
    const [low, high] = senInterval(readings, alphas);
    return callByInterval(readings, labelled.budgetPerHour, senSlope(readings), low, high);
  },
};

export function senInterval(readings: Readings, alphas: Alphas): [low: number, high: number] {
  const slopes = pairSlopes(readings);
  const deviation = Math.sqrt(mannKendall(readings.values).variance);
  const at = (rank: number): number =>
    slopes[Math.max(0, Math.min(slopes.length - 1, Math.round(rank)))] ?? 0;
  return [
    at((slopes.length - normalQuantile(1 - alphas.leak) * deviation) / 2 - 1),
    at((slopes.length + normalQuantile(1 - alphas.clean) * deviation) / 2),
  ];
}
