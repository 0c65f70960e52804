import type { Trend } from '../../src/trend/trend.ts';

/** A trend of a straight line over 8 h, its interval `half` to either side. */
export function straightTrend(slopePerHour: number, half: number, changed: Partial<Trend> = {}): Trend {
  const spanS = 8 * 3600;
  return {
    family: 'none',
    method: 'cosines',
    slopePerHour,
    lowPerHour: slopePerHour - half,
    highPerHour: slopePerHour + half,
    confidence: 0.95,
    trouble: null,
    shortByS: null,
    steadyFromS: 0,
    onsetS: null,
    slopeFromS: 0,
    slopeSpanS: spanS,
    timeConstantS: null,
    warmupRise: null,
    alternative: null,
    alternativeSigma: null,
    shifts: [],
    end: { level: 116, low: 114, high: 118 },
    detectablePerHour: 1.4 * half,
    releases: 0,
    tails: [0.5, 0.35, 0.25].map((share) => ({
      share,
      slopePerHour,
      lowPerHour: slopePerHour - 2 * half,
      highPerHour: slopePerHour + 2 * half,
      errorPerHour: half,
    })),
    pattern: slopePerHour > 0 ? 'rises steadily' : 'falls steadily',
    spanS,
    points: 5760,
    bins: 480,
    binS: 60,
    sigma: 1,
    tauS: 60,
    effectivePoints: 240,
    steadyMedian: 100,
    quarterMedians: [90, 95, 105, 110],
    theilSenPerHour: slopePerHour,
    mannKendallP: 1e-9,
    per1000Operations: null,
    ...changed,
  };
}
