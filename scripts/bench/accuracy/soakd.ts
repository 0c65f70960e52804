/** soakd's own verdict on a series, with the options of src/analysis/trend-book.ts and the looks of src/analysis/looks.ts. */
import { decideTrend } from '../../../src/trend/decide-trend.ts';
import { fitTrend } from '../../../src/trend/fit-trend.ts';
import { timeToLimit } from '../../../src/trend/time-to-limit.ts';
import type { TrendOptions } from '../../../src/trend/trend.ts';
import { standsEarly } from '../../../src/verdict/look.ts';
import type { LabelledSeries } from './labelled-series.ts';
import type { Alphas, Method } from './method.ts';

const TOO_EARLY = { outcome: 'inconclusive', reason: 'does not stand early' } as const;

export const soakd: Method = {
  name: 'soakd',
  foretells: true,
  spends: true,
  call(labelled, alphas) {
    const trend = fitTrend(labelled.series, optionsFor(labelled, alphas));
    const { budgetPerHour, direction, limit } = labelled;
    const decision = decideTrend(trend, budgetPerHour, direction);
    const tooEarly = alphas.early === true && decision.outcome === 'leak' && !standsEarly(trend);
    const { outcome, reason } = tooEarly ? TOO_EARLY : decision;
    const { slopePerHour, lowPerHour, highPerHour, onsetS } = trend;
    return {
      outcome,
      slopePerHour,
      lowPerHour,
      highPerHour,
      onsetS,
      hoursToLimit:
        outcome === 'leak' && limit !== null ? (timeToLimit(trend, limit, direction)?.hours ?? null) : null,
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
