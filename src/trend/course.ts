/** What the fitted course did, apart from its slope. */
import { quantileSorted } from 'simple-statistics';
import type { Bins } from './bin.ts';
import { bendSize, type Model } from './model.ts';
import type { Trend } from './trend.ts';
import { addScaled, type Column, last } from './vector.ts';

/**
 * Of the span, in which the fitted course is looked at for ups and downs. What lasts less than half of one is a pulse: a
 * deploy in which two versions run side by side takes up to half an hour of a night.
 */
const STRETCHES = 10;
/** Share of the readings outside the band around the end, half above and half below. */
const OUTSIDE_BAND = 0.1;
const SECONDS_PER_HOUR = 3600;

/** An end in which the level moved once goes on as before if its slope does. */
export function withoutSteps(model: Model, values: Column): Column {
  const steps = model.bends.filter(({ family }) => family === 'step');
  const rest = Float64Array.from(values);
  for (const step of steps) addScaled(rest, -bendSize(model, step), step.column);
  return rest;
}

/** Steps, in order. */
export function shiftsOf(model: Model): Trend['shifts'] {
  return model.bends
    .filter(({ family }) => family === 'step')
    .map((step) => ({ atS: step.atS, size: bendSize(model, step) }))
    .toSorted((a, b) => a.atS - b.atS);
}

/** Between the medians of equal stretches, so that what comes and goes within one is no move. */
export function movesOf(model: Model, values: Column): Pick<Trend, 'ascent' | 'descent'> {
  const { fit, waves } = model;
  const course = values.map((value, index) => value - (fit.residuals[index] ?? 0));
  for (const [index, wave] of waves.entries())
    addScaled(course, -(fit.coefficients[waveAt(model) + index] ?? 0), wave);
  const length = Math.max(1, Math.floor(course.length / STRETCHES));
  let ascent = 0;
  let descent = 0;
  for (let from = length; from + length <= course.length; from += length) {
    const move =
      middleOf(course.subarray(from, from + length)) - middleOf(course.subarray(from - length, from));
    ascent += Math.max(0, move);
    descent += Math.max(0, -move);
  }
  return { ascent, descent };
}

function middleOf(column: Column): number {
  return quantileSorted([...column.toSorted()], 0.5);
}

/** Place of the first wave's coefficient: after the constant and the bends that have columns of their own. */
function waveAt({ bends }: Model): number {
  return 1 + bends.filter(({ family }) => family !== 'kink').length;
}

/** Level at the end, and the band of the readings around it. */
export function endOf(values: Column, residuals: Column): NonNullable<Trend['end']> {
  const level = last(values) - last(residuals);
  const sorted = [...residuals.toSorted()];
  return {
    level,
    low: level + quantileSorted(sorted, OUTSIDE_BAND / 2),
    high: level + quantileSorted(sorted, 1 - OUTSIDE_BAND / 2),
  };
}

/** Of a fitted exponential warm-up, its time constant and by how much it rose within the span. */
export function warmupOf(model: Model, spanS: number): Pick<Trend, 'timeConstantS' | 'warmupRise'> {
  const exp = model.bends.find(({ family }) => family === 'exp');
  if (exp === undefined) return { timeConstantS: null, warmupRise: null };
  return { timeConstantS: exp.atS, warmupRise: -bendSize(model, exp) * (1 - Math.exp(-spanS / exp.atS)) };
}

/** The teeth stand above the floor, and it is they that reach a limit. */
export function bandAbove({ end, slopePerHour }: Trend, { seconds, values }: Bins): Trend['end'] {
  if (end === null || slopePerHour === null) return null;
  const above = values.map(
    (value, index) =>
      value - end.level - (slopePerHour * ((seconds[index] ?? 0) - last(seconds))) / SECONDS_PER_HOUR,
  );
  const sorted = [...above.toSorted()];
  return { ...end, high: end.level + quantileSorted(sorted, 1 - OUTSIDE_BAND / 2) };
}
