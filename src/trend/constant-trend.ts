import type { Bins } from './bin.ts';
import { evidence } from './evidence.ts';
import { atOnce } from './onset.ts';
import { spanTrouble } from './span-trouble.ts';
import type { Trend, TrendOptions } from './trend.ts';
import { first, last } from './vector.ts';

const SECONDS_PER_HOUR = 3600;

/** Every bin the same: the slope is 0, but for a change of one quantum that may be about to show. */
export function constantTrend(bins: Bins, options: TrendOptions): Trend {
  const startS = first(bins.seconds);
  const spanS = last(bins.seconds) - startS;
  const perHour = (SECONDS_PER_HOUR * options.quantum) / spanS;
  const done = bins.operations === null ? 0 : last(bins.operations) - first(bins.operations);
  const perThousand = (1000 * options.quantum) / done;
  return {
    ...evidence(bins, options, atOnce(bins)),
    ...spanTrouble(spanS + bins.binS, options),
    family: 'constant',
    method: 'constant',
    slopePerHour: 0,
    lowPerHour: -perHour,
    highPerHour: perHour,
    per1000Operations:
      done > 0
        ? {
            slope: 0,
            low: -perThousand,
            high: perThousand,
            separable: false,
            operationsPerHour: (SECONDS_PER_HOUR * done) / spanS,
          }
        : null,
  };
}
