/** From readings to a trend: bins → a constant, a model, or the floor of a sawtooth → slope and interval. */
import { binMedians, FEWEST_BINS } from './bin.ts';
import { constantTrend } from './constant-trend.ts';
import { evidence } from './evidence.ts';
import { floorTrend } from './floor-trend.ts';
import { chooseModel, type Model } from './model.ts';
import { modelTrend } from './model-trend.ts';
import { atOnce } from './onset.ts';
import { intervalWidth, type SpanFit, toldAtOnce } from './span-fit.ts';
import type { Series, TrendOptions } from './trend.ts';
import { first, range } from './vector.ts';

/** Doubles carry 16 digits, and the solver loses up to 6 of them (test/trend/strd.test.ts): a perfect fit leaves this share of the range. */
const ARITHMETIC = 1e-9;

/** Of all readings after `warmupS`, whatever warm-up of their own they show. */
export function fitSpan(series: Series, options: TrendOptions): SpanFit {
  const bins = binMedians(series, options);
  const missing = FEWEST_BINS - bins.seconds.length;
  if (missing > 0) {
    const trouble = `too short: ${FEWEST_BINS} samples in the steady state are needed, ${bins.seconds.length} are there`;
    const known = evidence(bins, options, atOnce(bins));
    return toldAtOnce({ ...known, trouble, shortByS: missing * bins.binS }, first(bins.seconds));
  }
  if (range(bins.values) === 0) return toldAtOnce(constantTrend(bins, options), first(bins.seconds));
  const roundingError = Math.max(options.quantum / Math.sqrt(12), ARITHMETIC * range(bins.values));
  const model = chooseModel(bins.seconds, bins.values, roundingError);
  if (model === null) {
    const trouble = 'too short: no line can be fitted';
    return toldAtOnce({ ...evidence(bins, options, atOnce(bins)), trouble }, first(bins.seconds));
  }
  const whole = modelTrend(bins, model, roundingError, options);
  const floor = floorTrend(bins, roundingError, options);
  return floor !== null && tellsMore(floor, whole, model) ? floor : whole;
}

/**
 * A floor of few troughs does not show a turn, which the readings between them may: where they turn, and whether they
 * still rise after it is open, the floor's rise is that from before and after the turn together.
 */
function tellsMore(floor: SpanFit, whole: SpanFit, { bends }: Model): boolean {
  if (intervalWidth(floor) >= intervalWidth(whole)) return false;
  return !(moves(floor) && !moves(whole) && bends.some(({ family }) => family === 'kink'));
}

/** Up or down, by all of its interval. */
function moves({ lowPerHour, highPerHour }: SpanFit): boolean {
  return (lowPerHour ?? 0) > 0 || (highPerHour ?? 0) < 0;
}
