/**
 * What bends a straight line: y = a + b·t + γ·z(t). What z explains is not a leak; what is left over, b, is the slope
 * asked for (for a kink the slope after it, b + γ).
 */
import { type Column, first, last } from './vector.ts';

export interface Bend {
  readonly family: 'exp' | 'step' | 'kink';
  /** z: e^(−t/τ) of a warm-up, 1(t ≥ s) of a step, (t − s)₊ of a kink. */
  readonly column: Column;
  /** τ after the first reading for exp, the moment s for step and kink; seconds. */
  readonly atS: number;
}

/** From T/60 (a shorter one is over before the first bins are) to T (a longer one is a line), a third apart. */
const TIME_CONSTANTS = 16;
const SHORTEST_TIME_CONSTANT = 1 / 60;
export const TIME_CONSTANT_RATIO = SHORTEST_TIME_CONSTANT ** (-1 / (TIME_CONSTANTS - 1));
/** A step needs this many bins on each side, or a few outliers would pass for one. */
const BESIDE_STEP = 3;
/** A kink later than this share of the span has too little after it to tell a new slope from a step. */
const LATEST_KINK = 0.85;
/** Moments tried for steps and for kinks. Finer would not narrow the interval: it is the union over close rivals. */
const MOMENTS = 120;

export function possibleBends(seconds: Column): Bend[] {
  const span = last(seconds) - first(seconds);
  const timeConstants = Array.from(
    { length: TIME_CONSTANTS },
    (_, index) => span / TIME_CONSTANT_RATIO ** index,
  );
  const stepMoments = moments(seconds, BESIDE_STEP, seconds.length - BESIDE_STEP);
  const kinkMoments = moments(seconds, BESIDE_STEP, Math.floor(seconds.length * LATEST_KINK));
  return [
    ...timeConstants.map((atS) => warmup(seconds, atS)),
    ...stepMoments.map((atS) => bend('step', atS, seconds, (second) => (second >= atS ? 1 : 0))),
    ...kinkMoments.map((atS) => bend('kink', atS, seconds, (second) => Math.max(0, second - atS))),
  ];
}

/** Columns of the model with these bends; the coefficient of the last is the slope, per second. */
export function design(seconds: Column, bends: readonly Bend[]): Column[] {
  const constant = new Float64Array(seconds.length).fill(1);
  const kink = bends.find(({ family }) => family === 'kink');
  const others = bends.filter((bent) => bent !== kink).map(({ column }) => column);
  if (kink === undefined) return [constant, ...others, seconds];
  // The same span as [1, t, (t − s)₊], but the last coefficient is the whole slope after the kink.
  const before = seconds.map((second) => Math.min(second, kink.atS));
  return [constant, ...others, before, kink.column];
}

export function warmup(seconds: Column, timeConstantS: number): Bend {
  const start = first(seconds);
  return bend('exp', timeConstantS, seconds, (second) => Math.exp((start - second) / timeConstantS));
}

function bend(family: Bend['family'], atS: number, seconds: Column, z: (second: number) => number): Bend {
  return { family, atS, column: seconds.map(z) };
}

/** Times of bins `from` to `to` − 1, thinned evenly. */
function moments(seconds: Column, from: number, to: number): number[] {
  const stride = Math.max(1, Math.ceil((to - from) / MOMENTS));
  return [...seconds.subarray(from, Math.max(from, to))].filter((_, index) => index % stride === 0);
}
