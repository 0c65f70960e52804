import { fitSpan } from './fit-span.ts';
import { isUnended } from './onset.ts';
import { inWords } from './pattern.ts';
import { intervalWidth, type SpanFit } from './span-fit.ts';
import type { Series, Trend, TrendOptions } from './trend.ts';

/**
 * A warm-up that is over by this share of the span is cut off. After a later one a line's error is more than 2^(3/2)
 * times that of the whole span; then the warm-up stays in the model.
 */
const LATEST_CUT = 1 / 2;
/** A warm-up in stages is cut off stage by stage; each stage leaves at least half, so more would leave too little. */
const MOST_CUTS = 3;
/** Where a cut may be, as shares of the span, when the fitted warm-up does not tell. */
const CUTS = [1 / 4, 3 / 8, 1 / 2];
/** So much narrower must the interval become: what is left of the readings by itself makes it up to 2^(3/2) times as wide. */
const CLEARLY_NARROWER = 1 / 2;
/** How much later the cut might as well have been, as a share of what it left: a steady slope would not much mind. */
const LATER = 1 / 3;
/**
 * F of two long-run variances from a dozen cosines each: those of the same noise differ by more in one of four draws. What
 * is in doubt is for the steady part to tell by itself; one that is rarely exceeded (4 in one of a hundred) would let a
 * course pass that misses the readings by as much as it explains.
 */
const ADEQUATE = 1.5;

/**
 * The trend of a series after its warm-up. A warm-up is found by its shape; where it is over early, what follows is
 * fitted anew by itself, for a warm-up is noisier than the steady state, and rarely of quite the shape fitted to it.
 * What may be claimed about a budget is decided in decide-trend.ts, from the trend alone.
 */
export function fitTrend(series: Series, options: TrendOptions): Trend {
  const whole = fitSpan(series, options);
  const latestCutS = whole.startS + LATEST_CUT * whole.spanS;
  let fitted = whole;
  let rest = series;
  for (let cuts = 0; cuts < MOST_CUTS; cuts += 1) {
    const { steadyFromS } = fitted;
    if (steadyFromS <= fitted.startS || steadyFromS > latestCutS || fitted.slopeFromS < steadyFromS) break;
    rest = withoutWarmup(rest, fitted);
    const steady = fitSpan(rest, { ...options, warmupS: steadyFromS });
    if (steady.slopePerHour === null) break;
    fitted = steady;
  }
  if (fitted === whole && takesLong(whole)) fitted = steadiest(series, whole, options);
  const trend = fitted.told();
  if (fitted === whole) return trend;
  const later = fitSpan(rest, { ...options, warmupS: trend.steadyFromS + LATER * trend.spanS });
  return {
    ...trend,
    ...including(trend, later),
    // A course that explains warm-up and rise together speaks against the rise, however straight it is by itself.
    alternative: trend.alternative ?? adequate(whole, trend),
    pattern: `warms up for ${inWords(fitted.startS - whole.startS)}, then ${trend.pattern}`,
  };
}

/** A warm-up that was seen to end, and yet is told to take more than half the span; and no creep that never ends. */
function takesLong(whole: SpanFit): boolean {
  return whole.slopeFromS < whole.steadyFromS && !isUnended(whole) && whole.alternative() === null;
}

/**
 * A warm-up of quite another shape (a cache that fills ever more slowly and is then full) leaves a fitted one that lasts
 * and lasts, and a slope that could be anything beside it. Then the cut is where the slope after it is known best, as
 * the rule of minimal standard error has it for means (MSER; White 1997).
 */
function steadiest(series: Series, whole: SpanFit, options: TrendOptions): SpanFit {
  let best = whole;
  let least = CLEARLY_NARROWER * intervalWidth(whole);
  for (const share of CUTS) {
    const part = fitSpan(series, { ...options, warmupS: whole.startS + share * whole.spanS });
    if (part.slopePerHour === null || intervalWidth(part) >= least) continue;
    best = part;
    least = intervalWidth(part);
  }
  return best;
}

/** What is left of a warm-up of another shape bends the rest; by how much shows where less is left of it. */
function including({ lowPerHour, highPerHour }: Trend, { slopePerHour: later }: SpanFit): Partial<Trend> {
  if (lowPerHour === null || highPerHour === null || later === null) return {};
  return { lowPerHour: Math.min(lowPerHour, later), highPerHour: Math.max(highPerHour, later) };
}

/** A course around which the readings wander more than they do around the steady part's own is not what happened. */
function adequate(whole: SpanFit, { sigma, bins, binS, effectivePoints }: Trend): Trend['alternative'] {
  const longRunVariance = (sigma ** 2 * bins * binS) / effectivePoints;
  const alternative = whole.alternative();
  // A warm-up that was seen to end is no creep, which never does.
  if (alternative?.kind === 'logarithmic') return null;
  return alternative !== null && alternative.longRunSigma ** 2 <= ADEQUATE * longRunVariance
    ? alternative.kind
    : null;
}

/** What is left of an exponential warm-up after the cut, little as it is, would bend a line through many readings. */
function withoutWarmup(series: Series, fitted: SpanFit): Series {
  const { timeConstantS, warmupRise, spanS, startS } = fitted;
  if (timeConstantS === null || warmupRise === null) return series;
  const height = warmupRise / (1 - Math.exp(-spanS / timeConstantS));
  const values = series.values.map((value, index) => {
    const sinceS = (series.seconds[index] ?? 0) - startS;
    return value + height * Math.exp(-sinceS / timeConstantS);
  });
  return { seconds: series.seconds, values };
}
