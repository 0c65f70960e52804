/** Courses that a series may have taken instead of a straight line: columns that stand in a fit in place of time. */
import { findStairs } from './stairs.ts';
import type { AlternativeKind } from './trend.ts';
import { type Column, first, last } from './vector.ts';

export interface Course {
  readonly kind: AlternativeKind;
  readonly columns: readonly Column[];
}

/**
 * Of the exponential, as shares of the span: half as long again each: what lies between two of them, a free height and
 * level make up for but for a few percent. A shorter one is over when the slope begins; one of more than twice the span loses less than
 * 40 % of its pace and is as straight as a line.
 */
const TIME_CONSTANTS = [0.04, 0.06, 0.09, 0.13, 0.2, 0.3, 0.45, 0.65, 1, 1.4, 2];
/**
 * θ of ln(1 + t/θ) as shares of the span, two to a decade, from the first minute of a day to where its pace falls to a
 * quarter; and powers of time that slow down likewise (a square root is diffusion; 0.3 and 0.7 lie to either side).
 */
const LOGARITHM_SCALES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.33];
const POWERS = [0.3, 0.5, 0.7];
/** A leak that sets in later leaves too little to tell it from a step. */
const ONSETS = Array.from({ length: 14 }, (_, index) => 0.05 + 0.05 * index);
/** Powers of time from a pace that grows by a quarter to one that triples. */
const QUICKENING = [1.25, 1.5, 2, 3];
/** Moments at which a rise ends for good, every fiftieth of the span, the last a fiftieth before its end. */
const PLATEAUS = Array.from({ length: 45 }, (_, index) => 0.1 + 0.02 * index);
/** Numbers of cycles a quarter apart. With more, a wave is noise to a line (wave.ts); with fewer it is a mere bend. */
const CYCLES = [0.4, 0.5, 0.6, 0.75, 0.9, 1.1, 1.35, 1.6, 2, 2.5];
/** Stairs of five steps and more are a leak in portions: nothing else keeps to a line for so long. */
const MOST_STEPS = 4;

/** Lasting rises with as many coefficients as a line: flat at first, or ever faster. */
export function lasting(seconds: Column): Pick<Course, 'columns'>[] {
  return [
    ...shares(seconds, ONSETS, (share, onset) => Math.max(0, share - onset)),
    ...shares(seconds, QUICKENING, (share, power) => share ** power),
  ];
}

export function slowing(seconds: Column): Course[] {
  return [
    ...named(
      'saturating',
      shares(seconds, TIME_CONSTANTS, (share, size) => -Math.exp(-share / size)),
    ),
    ...named(
      'logarithmic',
      shares(seconds, LOGARITHM_SCALES, (share, size) => Math.log1p(share / size)),
    ),
    ...named(
      'logarithmic',
      shares(seconds, POWERS, (share, power) => share ** power),
    ),
  ];
}

/** A rise that ends for good. */
export function plateaus(seconds: Column): Course[] {
  return named('plateau', shares(seconds, PLATEAUS, Math.min));
}

function named(kind: AlternativeKind, courses: readonly Pick<Course, 'columns'>[]): Course[] {
  return courses.map((course) => ({ kind, ...course }));
}

function shares(
  seconds: Column,
  sizes: readonly number[],
  at: (share: number, size: number) => number,
): Pick<Course, 'columns'>[] {
  const start = first(seconds);
  const span = last(seconds) - start;
  return sizes.map((size) => ({ columns: [seconds.map((second) => at((second - start) / span, size))] }));
}

export function waves(seconds: Column): Course[] {
  const start = first(seconds);
  const span = last(seconds) - start;
  return CYCLES.map((cycles) => {
    const angles = seconds.map((second) => (2 * Math.PI * cycles * (second - start)) / span);
    return { kind: 'wave', columns: [angles.map(Math.sin), angles.map(Math.cos)] };
  });
}

export function stairs(seconds: Column, values: Column): Course[] {
  return findStairs(values, MOST_STEPS).map((places) => ({
    kind: 'steps',
    columns: places.map((place) => seconds.map((_, index) => (index >= place ? 1 : 0))),
  }));
}
