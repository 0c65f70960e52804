/**
 * What bends a straight line: y = a + b·t + γ·z(t). What z explains is not a leak; what is left over, b, is the slope
 * asked for (for a kink the slope after it, b + γ).
 */
import { type Column, dot, first, last } from './vector.ts';

export interface Bend {
  readonly family: 'exp' | 'step' | 'kink';
  /** z: e^(−t/τ) of a warm-up, 1(t ≥ s) of a step, (t − s)₊ of a kink. */
  readonly column: Column;
  /** τ after the first reading for exp, the moment s for step and kink; seconds. */
  readonly atS: number;
  /** The column is 0 before this place. */
  readonly from: number;
  /** Of the column: its sum of squares. */
  readonly squares: number;
}

/** From T/60 (a shorter one is over before the first bins are) to T (a longer one is a line), a third apart. */
const TIME_CONSTANTS = 16;
const SHORTEST_TIME_CONSTANT = 1 / 60;
const TIME_CONSTANT_RATIO = SHORTEST_TIME_CONSTANT ** (-1 / (TIME_CONSTANTS - 1));
/** Bins on each side of a bend: a median of fewer is moved by one outlier. */
const BESIDE_BEND = 3;
/** A kink later than this share of the span leaves less than a seventh of it, where a slope's error is 17 times the whole's. */
const LATEST_KINK = 0.85;
/** Moments tried for steps and for kinks before those between them: as many as a short run has bins. */
const MOMENTS = 120;

export function possibleBends(seconds: Column): Bend[] {
  const span = last(seconds) - first(seconds);
  const timeConstants = Array.from(
    { length: TIME_CONSTANTS },
    (_, index) => span / TIME_CONSTANT_RATIO ** index,
  );
  const stride = momentStride(seconds);
  const coarse = Array.from({ length: Math.ceil(seconds.length / stride) }, (_, index) => index * stride);
  const isStep = (place: number): boolean => place >= BESIDE_BEND && place < seconds.length - BESIDE_BEND;
  const isKink = (place: number): boolean => place >= BESIDE_BEND && place < seconds.length * LATEST_KINK;
  return [
    ...timeConstants.map((atS) => warmup(seconds, atS)),
    ...coarse.filter(isStep).map((place) => step(seconds, place)),
    ...coarse.filter(isKink).map((place) => kink(seconds, place)),
  ];
}

/** The levels of `finerBends`. At the last, time constants are 0.4 % apart. */
export const FINER_LEVELS = [1, 2] as const;

/** Bends between this one and its neighbours: time constants eight times as close at each level, all moments at once. */
export function finerBends(bend: Bend, seconds: Column, level: (typeof FINER_LEVELS)[number]): Bend[] {
  if (bend.family === 'exp') {
    const ratio = TIME_CONSTANT_RATIO ** (1 / 8 ** level);
    return [-8, -7, -6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 7, 8].map((power) =>
      warmup(seconds, bend.atS * ratio ** power),
    );
  }
  if (level > 1) return [];
  const place = bend.from;
  const reach = momentStride(seconds) - 1;
  const from = Math.max(BESIDE_BEND, place - reach);
  const to = Math.min(seconds.length - BESIDE_BEND, place + reach + 1);
  const make = bend.family === 'step' ? step : kink;
  return Array.from({ length: to - from }, (_, index) => from + index)
    .filter((other) => other !== place)
    .map((other) => make(seconds, other));
}

/** Columns of the model with these bends; the coefficient of the last is the slope, per second. */
export function design(seconds: Column, bends: readonly Bend[], waves: readonly Column[]): Column[] {
  const constant = new Float64Array(seconds.length).fill(1);
  const kink = bends.find(({ family }) => family === 'kink');
  const others = bends.filter((bent) => bent !== kink).map(({ column }) => column);
  if (kink === undefined) return [constant, ...others, ...waves, seconds];
  // The same span as [1, t, (t − s)₊], but the last coefficient is the whole slope after the kink.
  const before = seconds.map((second) => Math.min(second, kink.atS));
  return [constant, ...others, ...waves, before, kink.column];
}

/** Only every so many-th bin is tried at first. */
function momentStride(seconds: Column): number {
  return Math.ceil(seconds.length / MOMENTS);
}

function warmup(seconds: Column, timeConstantS: number): Bend {
  const start = first(seconds);
  const column = seconds.map((second) => Math.exp((start - second) / timeConstantS));
  return { family: 'exp', atS: timeConstantS, column, from: 0, squares: dot(column, column) };
}

function step(seconds: Column, place: number): Bend {
  const column = new Float64Array(seconds.length).fill(1, place);
  return { family: 'step', atS: seconds[place] ?? 0, column, from: place, squares: seconds.length - place };
}

function kink(seconds: Column, place: number): Bend {
  const atS = seconds[place] ?? 0;
  const column = new Float64Array(seconds.length);
  for (let i = place; i < seconds.length; i += 1) column[i] = (seconds[i] ?? 0) - atS;
  return { family: 'kink', atS, column, from: place, squares: dot(column, column) };
}
