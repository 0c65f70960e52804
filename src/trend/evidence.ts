import type { Bins } from './bin.ts';
import { mannKendall } from './mann-kendall.ts';
import { medianOf } from './median.ts';
import type { Onset } from './onset.ts';
import { theilSenSlope } from './theil-sen.ts';
import type { Trend, TrendOptions } from './trend.ts';
import { type Column, first, last } from './vector.ts';

const SECONDS_PER_HOUR = 3600;

/** What is known of any series, however short; its other fields say that there is no interval. */
export function evidence(bins: Bins, options: TrendOptions, onset: Onset): Trend {
  const { seconds, values } = bins;
  const { steadyFromS, slopeFromS, slopeSpanS, spanS } = extentOf(bins, onset);
  const steady = placeOf(seconds, steadyFromS);
  const held = placeOf(seconds, slopeFromS);
  return {
    family: 'none',
    method: null,
    slopePerHour: null,
    lowPerHour: null,
    highPerHour: null,
    confidence: 1 - options.alphaLow - options.alphaHigh,
    trouble: null,
    shortByS: null,
    steadyFromS,
    onsetS: onset.onsetS,
    slopeFromS,
    slopeSpanS,
    timeConstantS: null,
    warmupRise: null,
    alternative: null,
    alternativeLongRunSigma: null,
    shifts: [],
    ascent: 0,
    descent: 0,
    end: null,
    detectablePerHour: null,
    releases: 0,
    tails: [],
    pattern: 'flat',
    quantum: options.quantum,
    spanS,
    points: bins.points,
    bins: values.length,
    binS: bins.binS,
    sigma: 0,
    tauS: 0,
    effectivePoints: values.length,
    steadyMedian: medianOf(values.subarray(steady)) ?? 0,
    quarterMedians: quarterMedians(seconds.subarray(steady), values.subarray(steady)),
    theilSenPerHour: SECONDS_PER_HOUR * theilSenSlope(seconds.subarray(held), values.subarray(held)),
    mannKendallP: mannKendall(values).p,
    per1000Operations: null,
  };
}

/** Which time is told of. */
export function extentOf(
  { seconds }: Bins,
  { steadyFromS, slopeFromS }: Onset,
): Pick<Trend, 'steadyFromS' | 'slopeFromS' | 'slopeSpanS' | 'spanS'> {
  return {
    steadyFromS,
    slopeFromS,
    slopeSpanS: last(seconds) - slopeFromS,
    spanS: last(seconds) - first(seconds),
  };
}

function quarterMedians(seconds: Column, values: Column): [number, number, number, number] {
  const quarterS = (last(seconds) - first(seconds)) / 4;
  const quarter = (index: number): number => {
    const from = first(seconds) + index * quarterS;
    const inside = values.filter(
      (_, place) => (seconds[place] ?? 0) >= from && ((seconds[place] ?? 0) < from + quarterS || index === 3),
    );
    return medianOf(inside.length > 0 ? inside : values) ?? 0;
  };
  return [quarter(0), quarter(1), quarter(2), quarter(3)];
}

/** Place of the first reading at or after a moment. */
function placeOf(seconds: Column, momentS: number): number {
  return Math.max(
    0,
    seconds.findIndex((second) => second >= momentS),
  );
}
