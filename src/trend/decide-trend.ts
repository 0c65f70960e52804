/**
 * A trend against a budget: leak only when the interval's lower end is over it and nothing about the shape speaks
 * against a lasting rise; clean only when its upper end is under it; else inconclusive.
 */
import { isUnended } from './onset.ts';
import type { AlternativeKind, Trend } from './trend.ts';

export interface TrendDecision {
  readonly outcome: 'leak' | 'clean' | 'inconclusive';
  /** In words, without figures; the caller knows the unit. */
  readonly reason: string;
  /** About how much longer the run would have to be; null where that cannot be said. */
  readonly needsHours: number | null;
}

/** Residual standard deviations over the span: a smaller rise is not seen by eye either. */
const LEAST_RISE_SIGMAS = 5;
/** An end that rises at less than this share of the whole rate is levelling off: an exponential's does at two time constants. */
const TAIL_SHARE = 0.5;
/** With only the range to go by there is no error to allow for, and the end must look much more like the whole. */
const TAIL_SHARE_BY_RANGE = 0.75;
/** An end is under a pace when it is by this many of its standard errors: so are 2 % of the ends of steady rises. */
const TAIL_ERRORS = 2;
/**
 * But of noise that forgets itself fewer times than this (fewer than 6 cosines) the errors are themselves guesses, and
 * the end must speak for itself. (The troughs of a sawtooth do not depend on each other.)
 */
const LONG_MEMORY = 38;
/** One that made up less than this share of the slope's own rise bends the line a little, and explains none of it: set on a recorded leak (bending-leak-90s). */
const SMALL_WARMUP = 1 / 4;
/** Beyond this many times the run so far, "needs more time" is no advice. */
const MOST_MORE = 50;
/**
 * A rise must be this many times what the course went the other way: of two teeth of a slow sawtooth, or the falling
 * and the rising part of a wave, it is up to twice.
 */
const MOST_UNDONE = 2;
/** Three descriptors more may be a log file, a timer and a resolver's socket. */
const LEAST_QUANTA = 4;
/** All that is opened when it is first wanted is open by then: a redis was recorded opening such for 30 min. */
const OPENS_S = 3600;
/**
 * Younger than this, a process may still be settling, and only a rise that stands far above the scatter is one: a
 * Node.js service was recorded climbing straight for 140 s, others settle within minutes.
 */
const YOUNG_S = 900;

const ALTERNATIVES: Readonly<Record<AlternativeKind, string>> = {
  saturating: 'levelling off: a course that saturates explains it better than a lasting rise',
  logarithmic: 'levelling off: an ever slower creep explains it better than a lasting rise',
  plateau: 'levelling off: a plateau at the end explains it better than a lasting rise',
  steps: 'shape not identifiable: a few steps explain it better than a lasting rise',
  wave: 'shape not identifiable: part of a long wave explains it better than a lasting rise',
};
const SECONDS_PER_HOUR = 3600;

interface Slope {
  readonly slope: number;
  readonly low: number;
  readonly high: number;
}

/** `direction`: which way is bad. The budget is a positive number either way. */
export function decideTrend(trend: Trend, budgetPerHour: number, direction: 'rise' | 'fall'): TrendDecision {
  const { slopePerHour, lowPerHour, highPerHour } = trend;
  if (slopePerHour === null || lowPerHour === null || highPerHour === null) return untold(trend);
  const slope = { slope: slopePerHour, low: lowPerHour, high: highPerHour, inTime: true };
  return decide(trend, slope, slope, budgetPerHour, budgetPerHour, direction);
}

/** The same for a budget per 1,000 operations. */
export function decideTrendPerOperation(
  trend: Trend,
  budgetPer1000: number,
  direction: 'rise' | 'fall',
): TrendDecision {
  const { slopePerHour, lowPerHour, highPerHour, per1000Operations } = trend;
  if (slopePerHour === null || lowPerHour === null || highPerHour === null) return untold(trend);
  if (per1000Operations === null)
    return { outcome: 'inconclusive', reason: 'no operations were counted', needsHours: null };
  const perHour = { slope: slopePerHour, low: lowPerHour, high: highPerHour };
  const budgetPerHour = (budgetPer1000 * per1000Operations.operationsPerHour) / 1000;
  // Told apart from time, a slope per operation is not that of the end, which may rise because the rate did.
  const slope = { ...per1000Operations, inTime: !per1000Operations.separable };
  return decide(trend, slope, perHour, budgetPer1000, budgetPerHour, direction);
}

/** `slope` against `budget` decides; the vetoes look at the course of the series, per hour. */
function decide(
  trend: Trend,
  slope: Slope & { readonly inTime: boolean },
  perHour: Slope,
  budget: number,
  budgetPerHour: number,
  direction: 'rise' | 'fall',
): TrendDecision {
  if (trend.trouble !== null) return untold(trend);
  const { slope: rate, low, high } = direction === 'rise' ? slope : mirrored(slope);
  const sign = direction === 'rise' ? 1 : -1;
  if (high < budget) {
    const doubt = slope.inTime ? findDoubt(trend, budgetPerHour, sign) : null;
    if (doubt !== null)
      return { outcome: 'inconclusive', reason: doubt, needsHours: trend.spanS / SECONDS_PER_HOUR };
    return { outcome: 'clean', reason: 'under the budget', needsHours: null };
  }
  if (low <= budget) return { outcome: 'inconclusive', ...shortfall(trend, rate, low, high, budget) };
  const veto = findVeto(trend, direction === 'rise' ? perHour : mirrored(perHour), budgetPerHour, sign);
  if (veto !== null)
    return { outcome: 'inconclusive', reason: veto, needsHours: trend.spanS / SECONDS_PER_HOUR };
  return { outcome: 'leak', reason: 'over the budget', needsHours: null };
}

/** Why what looks like less than the budget is not cleared; null when nothing speaks against it. */
function findDoubt(trend: Trend, budgetPerHour: number, sign: 1 | -1): string | null {
  const allowed = (budgetPerHour * trend.spanS) / SECONDS_PER_HOUR;
  // Of a warm-up that was not seen to end, the slope beside it is what the model makes of it.
  if (isUnended(trend) && sign * (trend.warmupRise ?? 0) > allowed) return 'still warming up';
  const rises = trend.tails.some(
    ({ slopePerHour, errorPerHour, highPerHour }) =>
      highPerHour !== null && sign * slopePerHour - TAIL_ERRORS * errorPerHour > budgetPerHour,
  );
  return rises ? 'still rising at its end' : null;
}

function mirrored({ slope, low, high }: Slope): Slope {
  return { slope: -slope, low: -high, high: -low };
}

function untold(trend: Trend): TrendDecision {
  return {
    outcome: 'inconclusive',
    reason: trend.trouble ?? 'no trend could be fitted',
    needsHours: trend.shortByS === null ? null : trend.shortByS / SECONDS_PER_HOUR,
  };
}

/** Why what looks like a rise over the budget is not called one; null when nothing speaks against it. */
function findVeto(trend: Trend, perHour: Slope, budgetPerHour: number, sign: 1 | -1): string | null {
  const { slope, low } = perHour;
  const rise = (slope * trend.slopeSpanS) / SECONDS_PER_HOUR;
  if (isUnended(trend) && sign * (trend.warmupRise ?? 0) > SMALL_WARMUP * rise) return 'still warming up';
  if (trend.spanS < YOUNG_S && rise < LEAST_RISE_SIGMAS * trend.sigma)
    return 'too noisy: the rise is small beside the scatter';
  if (trend.spanS < OPENS_S && rise < LEAST_QUANTA * trend.quantum)
    return 'too short: no more than a few single steps';
  if (rise < MOST_UNDONE * (sign === 1 ? trend.descent : trend.ascent))
    return 'shape not identifiable: about as much was undone within the span';
  if (trend.alternative !== null) return ALTERNATIVES[trend.alternative];
  const share = trend.method === 'range' ? TAIL_SHARE_BY_RANGE : TAIL_SHARE;
  const doubt =
    trend.method === 'range' || (trend.releases === 0 && trend.spanS < LONG_MEMORY * trend.tauS)
      ? 0
      : TAIL_ERRORS;
  for (const tail of trend.tails) {
    if (tail.highPerHour === null) continue;
    if (sign * tail.slopePerHour + doubt * tail.errorPerHour < Math.max(budgetPerHour, share * slope))
      return `levelling off: its last ${100 * tail.share} % rises far less`;
  }
  const robust = sign * trend.theilSenPerHour;
  if (robust < Math.max(budgetPerHour, share * slope) - (slope - low))
    return 'shape not identifiable: the median of all slopes disagrees';
  return null;
}

function shortfall(
  trend: Trend,
  rate: number,
  low: number,
  high: number,
  budget: number,
): Pick<TrendDecision, 'reason' | 'needsHours'> {
  const width = rate > budget ? rate - low : high - rate;
  // Where the interval holds 0 the slope found is itself noise: one that is really flat clears the budget by no more
  // than the budget.
  const distance =
    low <= 0 && high >= 0 ? Math.min(Math.abs(rate - budget), budget) : Math.abs(rate - budget);
  const ratio = width / distance;
  // A cosine interval narrows with T^(3/2), the range bound with T.
  // One that never moved narrows by the clock alone.
  const most = trend.method === 'constant' ? Number.POSITIVE_INFINITY : MOST_MORE;
  const more = (trend.method === 'cosines' ? ratio ** (2 / 3) : ratio) - 1;
  return {
    reason:
      trend.method === 'range' ? 'too short for how slowly it wanders' : 'the interval spans the budget',
    needsHours: more > 0 && more < most ? (more * trend.spanS) / SECONDS_PER_HOUR : null,
  };
}
