/**
 * Whether a course without any lasting rise explains the readings clearly better than a straight line does: one that
 * saturates, creeps like a logarithm, has come to a plateau, moved in a few steps, or is part of a long wave. No leak
 * is claimed against such a course; where the readings cannot tell the two apart, the line stands.
 */

import { longRunVariance, MOST_COSINES } from './cosine-variance.ts';
import { type Fit, leastSquares, splitOff } from './least-squares.ts';
import { acceptedF } from './model.ts';
import { slopePrecision } from './precision.ts';
import { type Course, lasting, plateaus, slowing, stairs, waves } from './rival-course.ts';
import { fQuantile } from './student-t.ts';
import type { AlternativeKind } from './trend.ts';
import { type Column, dot, norm, scaled } from './vector.ts';

/**
 * Quantile of F that a course must exceed. A course as near to the line as makes it most likely beats a true line by so
 * much in one of eight hundred draws (one-sided). Of the first four sets of test/accuracy, at 20 series a shape and without
 * creeps: at 0.995 seven more of 3,408 leaks are missed and two fewer of 4,680 sound series called leaking, at 0.999 four fewer and one more.
 */
const DOUBT = 0.9975;
/** A column with less than this share of itself outside the others is rounding. */
const INSIDE = 1e-9;
/** Half: the F of 2 and few degrees of freedom at 95 %. Where no long-run variance can be had, only a course that leaves less than half the squares speaks against a line. */
const CLEAR_SHARE = 0.5;
/** What a coefficient less is worth: F of one and many degrees of freedom is above 6 with 1.5 % probability. */
const SIMPLER_F = 6;
/** Three coefficients and three readings for each, and a few over: with fewer any shape passes. */
const FEWEST_READINGS = 12;

/** Against a line beside `others` (columns that the fitted model keeps). null: nothing speaks against it. */
export function alternativeToLine(
  seconds: Column,
  values: Column,
  others: readonly Column[],
): Alternative | null {
  const base = [new Float64Array(values.length).fill(1), ...others];
  const line = leastSquares([...base, seconds], values);
  const flat = leastSquares(base, values);
  if (line === null || flat === null || values.length < FEWEST_READINGS) return null;
  const all = [...slowing(seconds), ...plateaus(seconds), ...waves(seconds), ...stairs(seconds, values)];
  // A rise that sets in late, or quickens, is a lasting one too.
  const squares = Math.min(line.squares, ...lasting(seconds).map((course) => squaresLeft(course, flat)));
  return bestOf(all, flat, squares, 0, ({ kind, columns }) => {
    const together =
      leastSquares([...base, seconds, ...columns], values) ?? leastSquares([...base, ...columns], values);
    const precision = together && slopePrecision(together, 0);
    if (precision?.kind !== 'cosines') return CLEAR_SHARE * squares;
    const { cosines, deviation } = precision;
    // Each step was searched for at every moment.
    const f = kind === 'steps' ? acceptedF(cosines) : fQuantile(DOUBT, columns.length, cosines);
    return columns.length * f * deviation ** 2;
  });
}

/**
 * Against a rise that follows on something else (`fit`: a warm-up, or a slope that turns at a moment, and `steps` that
 * are not among the `others`): one course in place of all that is the simpler tale. A slowing one has fewer
 * coefficients, so it need not even be quite as good; a wave has as many, and must be better.
 */
export function alternativeToBent(
  seconds: Column,
  values: Column,
  others: readonly Column[],
  fit: Fit,
  steps: number,
): Alternative | null {
  const flat = leastSquares([new Float64Array(values.length).fill(1), ...others], values);
  if (flat === null) return null;
  const precision = slopePrecision(fit, 0);
  const spared = precision.kind === 'cosines' ? SIMPLER_F * precision.deviation ** 2 : 0;
  // Each step has a height and a moment.
  const slower = -spared * (1 + 2 * steps);
  const wave = spared * (1 - 2 * steps);
  return bestOf([...slowing(seconds), ...waves(seconds)], flat, fit.squares, slower, ({ kind }) =>
    kind === 'wave' ? wave : slower,
  );
}

export interface Alternative {
  readonly kind: AlternativeKind;
  /** ω² of what it leaves unexplained. */
  readonly longRunVariance: number;
}

/**
 * The one that leaves least of those that save as many of the `squares` as is `needed` of them, and that is at least
 * `least`; `flat`: the fit without any of them.
 */
function bestOf(
  courses: readonly Course[],
  flat: Fit,
  squares: number,
  least: number,
  needed: (course: Course) => number,
): Alternative | null {
  const promising = courses
    .map((course) => ({ course, left: squaresLeft(course, flat) }))
    .filter(({ left }) => squares - left > least)
    .toSorted((a, b) => a.left - b.left);
  const best = promising.find(({ course, left }) => squares - left > needed(course));
  if (best === undefined) return null;
  const { rest, basis } = withoutCourse(best.course, flat);
  return { kind: best.course.kind, longRunVariance: longRunVariance(rest, basis, MOST_COSINES) };
}

function withoutCourse({ columns }: Course, base: Fit) {
  const basis = [...base.basis];
  for (const column of columns) {
    const { rest, length } = splitOff(column, basis);
    if (length > INSIDE * norm(column)) basis.push(scaled(rest, 1 / length));
  }
  return { rest: splitOff(base.residuals, basis).rest, basis };
}

function squaresLeft({ columns }: Pick<Course, 'columns'>, base: Fit): number {
  const basis = [...base.basis];
  let squares = base.squares;
  for (const column of columns) {
    const { rest, length } = splitOff(column, basis);
    if (!(length > INSIDE * norm(column))) continue;
    const direction = scaled(rest, 1 / length);
    squares -= dot(direction, base.residuals) ** 2;
    basis.push(direction);
  }
  return squares;
}
