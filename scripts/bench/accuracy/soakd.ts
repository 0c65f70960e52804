/** soakd's own verdict on a series, with the options of src/analysis/trend-book.ts. */
import { decideTrend } from '../../../src/trend/decide-trend.ts';
import { fitTrend } from '../../../src/trend/fit-trend.ts';
import type { Trend, TrendOptions } from '../../../src/trend/trend.ts';
import type { LabelledSeries } from './labelled-series.ts';
import type { Alphas, Method } from './method.ts';

const HOUR = 3600;

export const soakd: Method = {
  name: 'soakd',
  foretells: true,
  spends: true,
  call(labelled, alphas) {
    const trend = fitTrend(labelled.series, optionsFor(labelled, alphas));
    const { outcome, reason } = decideTrend(trend, labelled.budgetPerHour, labelled.direction);
    const { slopePerHour, lowPerHour, highPerHour, onsetS } = trend;
    return {
      outcome,
      slopePerHour,
      lowPerHour,
      highPerHour,
      onsetS,
      hoursToLimit: outcome === 'leak' ? hoursToLimit(trend, labelled) : null,
      reason: `${reason} (${trend.pattern}; by ${trend.method})`,
    };
  },
};

export function optionsFor(labelled: LabelledSeries, alphas: Alphas): TrendOptions {
  const rising = labelled.direction === 'rise';
  return {
    intervalS: labelled.intervalS,
    warmupS: 0,
    minimumSpanS: 0,
    alphaLow: rising ? alphas.leak : alphas.clean,
    alphaHigh: rising ? alphas.clean : alphas.leak,
    excluded: labelled.excluded,
    operations: null,
    quantum: labelled.quantum,
  };
}

/** From the level at the end: the last quarter's median and what the slope adds to its middle. */
function hoursToLimit(trend: Trend, { limit }: LabelledSeries): number | null {
  const { slopePerHour, quarterMedians, spanS } = trend;
  if (limit === null || slopePerHour === null || slopePerHour === 0) return null;
  const level = quarterMedians[3] + (slopePerHour * spanS) / 8 / HOUR;
  return (limit - level) / slopePerHour;
}
