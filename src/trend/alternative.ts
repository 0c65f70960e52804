/**
 * Whether a course without any lasting rise explains the readings clearly better than a straight line does: one that
 * saturates, creeps like a logarithm, has come to a plateau, moved in a few steps, or is part of a long wave. No leak
 * is claimed against such a course; where the readings cannot tell the two apart, the line stands.
 */
import { type Fit, leastSquares, splitOff } from './least-squares.ts';
import { acceptedF } from './model.ts';
import { slopePrecision } from './precision.ts';
import { findStairs } from './stairs.ts';
import { fQuantile } from './student-t.ts';
import type { AlternativeKind } from './trend.ts';
import { type Column, dot, first, last, scaled } from './vector.ts';

interface Course {
  readonly kind: AlternativeKind;
  readonly columns: readonly Column[];
}

/** Shares of the span. Beyond twice the span an exponential rise is as straight as a line. */
const TIME_CONSTANTS = [0.04, 0.06, 0.09, 0.13, 0.2, 0.3, 0.45, 0.65, 1, 1.4, 2];
const LOGARITHM_SCALES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.33];
const POWERS = [0.3, 0.5, 0.7];
const PLATEAUS = Array.from({ length: 45 }, (_, index) => 0.1 + 0.02 * index);
/** With more cycles than these a wave is noise to a line through it; with fewer it is a mere bend. */
const CYCLES = [0.4, 0.5, 0.6, 0.75, 0.9, 1.1, 1.35, 1.6, 2, 2.5];
const MOST_STEPS = 4;
/** A line is doubted where another course looks so much better as it does by chance in one of two hundred true leaks. */
const DOUBT = 0.99;
/** Where no long-run variance can be had, only a course that leaves less than half the squares speaks against a line. */
const CLEAR_SHARE = 0.5;
/** One coefficient less is worth this F: 2 % of true leaks after a warm-up lie so near a course without one. */
const SIMPLER_F = 6;
/** Too few readings to tell one shape from another. */
const FEWEST_READINGS = 12;

/** Against a line beside `others` (columns that the fitted model keeps). null: nothing speaks against it. */
export function alternativeToLine(
  seconds: Column,
  values: Column,
  others: readonly Column[],
): AlternativeKind | null {
  const base = [new Float64Array(values.length).fill(1), ...others];
  const line = leastSquares([...base, seconds], values);
  if (line === null || values.length < FEWEST_READINGS) return null;
  const all = [
    ...slowing(seconds),
    ...shares(seconds, 'plateau', PLATEAUS, Math.min),
    ...waves(seconds),
    ...stairs(seconds, values),
  ];
  return bestOf(all, values, others, line.squares, 0, ({ kind, columns }) => {
    const together =
      leastSquares([...base, seconds, ...columns], values) ?? leastSquares([...base, ...columns], values);
    const precision = together && slopePrecision(together, 0);
    if (precision?.kind !== 'cosines') return CLEAR_SHARE * line.squares;
    const { cosines, deviation } = precision;
    // Each step was searched for at every moment.
    const f = kind === 'steps' ? acceptedF(cosines) : fQuantile(DOUBT, columns.length, cosines);
    return columns.length * f * deviation ** 2;
  });
}

/**
 * Against a rise that follows on something else (`fit`: a warm-up, or a slope that turns at a moment): one course in
 * place of both is the simpler tale. A slowing one has fewer coefficients, so it need not even be quite as good; a wave
 * has as many, and must be better.
 */
export function alternativeToBent(
  seconds: Column,
  values: Column,
  others: readonly Column[],
  fit: Fit,
): AlternativeKind | null {
  const precision = slopePrecision(fit, 0);
  const spared = precision.kind === 'cosines' ? SIMPLER_F * precision.deviation ** 2 : 0;
  return bestOf([...slowing(seconds), ...waves(seconds)], values, others, fit.squares, -spared, ({ kind }) =>
    kind === 'wave' ? spared : -spared,
  );
}

/** The one that leaves least of those that save as many of the `squares` as is `needed` of them, and that is at least `least`. */
function bestOf(
  courses: readonly Course[],
  values: Column,
  others: readonly Column[],
  squares: number,
  least: number,
  needed: (course: Course) => number,
): AlternativeKind | null {
  const base = leastSquares([new Float64Array(values.length).fill(1), ...others], values);
  if (base === null) return null;
  const promising = courses
    .map((course) => ({ course, saved: squares - squaresLeft(course, base) }))
    .filter(({ saved }) => saved > least)
    .toSorted((a, b) => b.saved - a.saved);
  return promising.find(({ course, saved }) => saved > needed(course))?.course.kind ?? null;
}

function squaresLeft({ columns }: Course, base: Fit): number {
  const basis = [...base.basis];
  let squares = base.squares;
  for (const column of columns) {
    const { rest, length } = splitOff(column, basis);
    if (!(length > 0)) continue;
    const direction = scaled(rest, 1 / length);
    squares -= dot(direction, base.residuals) ** 2;
    basis.push(direction);
  }
  return squares;
}

function slowing(seconds: Column): Course[] {
  return [
    ...shares(seconds, 'saturating', TIME_CONSTANTS, (share, size) => -Math.exp(-share / size)),
    ...shares(seconds, 'logarithmic', LOGARITHM_SCALES, (share, size) => Math.log1p(share / size)),
    ...shares(seconds, 'logarithmic', POWERS, (share, power) => share ** power),
  ];
}

function shares(
  seconds: Column,
  kind: AlternativeKind,
  sizes: readonly number[],
  at: (share: number, size: number) => number,
): Course[] {
  const start = first(seconds);
  const span = last(seconds) - start;
  return sizes.map((size) => ({
    kind,
    columns: [seconds.map((second) => at((second - start) / span, size))],
  }));
}

function waves(seconds: Column): Course[] {
  const start = first(seconds);
  const span = last(seconds) - start;
  return CYCLES.map((cycles) => {
    const angles = seconds.map((second) => (2 * Math.PI * cycles * (second - start)) / span);
    return { kind: 'wave', columns: [angles.map(Math.sin), angles.map(Math.cos)] };
  });
}

function stairs(seconds: Column, values: Column): Course[] {
  return findStairs(values, MOST_STEPS).map((places) => ({
    kind: 'steps',
    columns: places.map((place) => seconds.map((_, index) => (index >= place ? 1 : 0))),
  }));
}
