/**
 * Mann–Kendall with Sen's slope, as pyMannKendall's original_test: a leak is a significant rise whose slope is over the
 * budget. Hamed and Rao (1998, J. Hydrology 204) widen the variance of the score by the correlation of the ranks of the
 * detrended readings; here never narrow it, as the formula can (pyMannKendall's hamed_rao_modification_test lets it).
 */
import { mannKendall } from '../../../src/trend/mann-kendall.ts';
import { senSlope } from './baseline-pairs.ts';
import { nothingTold, type Readings, readingsOf } from './baseline-readings.ts';
import type { Method } from './method.ts';
import { normalQuantile } from './normal.ts';

export const mannKendallSen: Method = {
  name: 'Mann–Kendall + Sen',
  call: byScore(() => 1),
};

export const hamedRaoSen: Method = {
  name: 'Hamed–Rao + Sen',
  call: byScore(varianceFactor),
};

function byScore(factor: (readings: Readings, sen: number) => number): Method['call'] {
  return (labelled, alphas) => {
    const readings = readingsOf(labelled);
    const sen = senSlope(readings);
    const z = mannKendall(readings.values).z / Math.sqrt(factor(readings, sen));
    const rises = z > normalQuantile(1 - alphas.leak) && sen > labelled.budgetPerHour;
    return { ...nothingTold, outcome: rises ? 'leak' : 'clean', slopePerHour: readings.sign * sen };
  };
}

/** n/n*, from the correlations that are significant at 5 %. */
export function varianceFactor({ hours, values }: Readings, sen: number): number {
  const ranks = ranksOf(values.map((value, index) => value - sen * (hours[index] ?? 0)));
  const n = ranks.length;
  const mean = (n - 1) / 2;
  const centred = ranks.map((rank) => rank - mean);
  const power = centred.reduce((sum, each) => sum + each * each, 0);
  const significant = normalQuantile(0.975) / Math.sqrt(n);
  let sum = 0;
  for (let lag = 1; lag < n; lag += 1) {
    let product = 0;
    for (let index = lag; index < n; index += 1)
      product += (centred[index] ?? 0) * (centred[index - lag] ?? 0);
    const correlation = product / power;
    if (Math.abs(correlation) > significant) sum += (n - lag) * (n - lag - 1) * (n - lag - 2) * correlation;
  }
  return Math.max(1, 1 + (2 * sum) / (n * (n - 1) * (n - 2)));
}

/** From 0; equal values share the mean of their ranks. */
function ranksOf(values: Float64Array): Float64Array {
  const sorted = values.toSorted();
  const spans = new Map<number, { first: number; last: number }>();
  for (const [place, value] of sorted.entries())
    spans.set(value, { first: spans.get(value)?.first ?? place, last: place });
  return values.map((value) => {
    const span = spans.get(value);
    return span === undefined ? 0 : (span.first + span.last) / 2;
  });
}
