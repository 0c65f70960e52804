/**
 * A series as the baselines get it: a rise is bad, the first tenth is dropped as warm-up, and readings are quieted to
 * medians of a minute or two, which spares them the worst of what they would do with raw ones.
 */

import type { LabelledSeries } from './labelled-series.ts';
import { medianOf } from './median.ts';
import type { Call } from './method.ts';

const WARMUP_SHARE = 0.1;
const BIN_S = 60;
/** A short run is cut into at least so many bins. */
const LEAST_BINS = 120;
/** The methods that look at all pairs look at no more readings than this. */
const MOST_BINS = 240;
const HOUR = 3600;

export interface Readings {
  readonly hours: Float64Array;
  readonly values: Float64Array;
  /** 1, or −1 of a series whose fall is bad: what a method finds is turned back by it. */
  readonly sign: 1 | -1;
}

const known = new WeakMap<LabelledSeries, Readings>();

export function readingsOf(labelled: LabelledSeries): Readings {
  const found = known.get(labelled) ?? quieted(labelled);
  known.set(labelled, found);
  return found;
}

function quieted({ series, intervalS, direction, excluded }: LabelledSeries): Readings {
  const sign = direction === 'rise' ? 1 : -1;
  const startS = series.seconds[0] ?? 0;
  const spanS = (series.seconds.at(-1) ?? 0) - startS + intervalS;
  const binS = Math.max(intervalS, Math.min(BIN_S, spanS / LEAST_BINS), spanS / MOST_BINS);
  const bins = new Map<number, number[]>();
  for (const [index, second] of series.seconds.entries()) {
    if (second < startS + WARMUP_SHARE * spanS) continue;
    if (excluded.some(({ fromS, toS }) => second >= fromS && second < toS)) continue;
    const bin = Math.floor((second - startS) / binS);
    const members = bins.get(bin) ?? [];
    members.push(sign * (series.values[index] ?? 0));
    bins.set(bin, members);
  }
  return {
    hours: Float64Array.from(bins.keys(), (bin) => (startS + (bin + 0.5) * binS) / HOUR),
    values: Float64Array.from(bins.values(), (members) => medianOf(members) ?? 0),
    sign,
  };
}

/** A call by an interval, in the sense that a rise is bad; turned back to the series' own sign. */
export function callByInterval(
  { sign }: Readings,
  budget: number,
  slope: number,
  low: number,
  high: number,
): Call {
  return {
    ...nothingTold,
    outcome: low > budget ? 'leak' : high < budget ? 'clean' : 'inconclusive',
    slopePerHour: sign * slope,
    lowPerHour: sign === 1 ? low : -high,
    highPerHour: sign === 1 ? high : -low,
  };
}

export const nothingTold: Omit<Call, 'outcome'> = {
  slopePerHour: null,
  lowPerHour: null,
  highPerHour: null,
  onsetS: null,
  hoursToLimit: null,
  reason: '',
};
