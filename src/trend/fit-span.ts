/** From readings to a trend: bins → bends → slope → interval, and the evidence beside it. */
import { quantileSorted } from 'simple-statistics';
import { type Alternative, alternativeToBent, alternativeToLine } from './alternative.ts';
import { type Bins, binMedians } from './bin.ts';
import { longRunVariance } from './cosine-variance.ts';
import { evidence } from './evidence.ts';
import { floorOf } from './floor.ts';
import { detectableExcess, slopeInterval } from './interval.ts';
import { bendSize, chooseModel, type Model, straightModel } from './model.ts';
import { findOnset, type Onset } from './onset.ts';
import { describePattern } from './pattern.ts';
import { perThousandOperations } from './per-operation.ts';
import { tailSlopes } from './tail.ts';
import type { Series, Trend, TrendOptions } from './trend.ts';
import { addScaled, type Column, first, last, range } from './vector.ts';

/** With fewer there are not even two cosines for noise that lasts two bins: T ≥ 4πτ. */
const FEWEST_BINS = 30;
/** Doubles carry 16 digits, and the solver loses up to 6 of them (test/trend/strd.test.ts): a perfect fit leaves this share of the range. */
const ARITHMETIC = 1e-9;
/** Of the span, in which the fitted course is looked at for ups and downs: what lasts less long is a pulse. */
const STRETCHES = 20;
/** Share of the readings outside the band around the end, half above and half below. */
const OUTSIDE_BAND = 0.1;
const SECONDS_PER_HOUR = 3600;

/** Of all readings after `warmupS`, whatever warm-up of their own they show. */
export function fitSpan(series: Series, options: TrendOptions): Trend {
  const bins = binMedians(series, options);
  const missing = FEWEST_BINS - bins.seconds.length;
  if (missing > 0) {
    const trouble = `too short: ${FEWEST_BINS} samples in the steady state are needed, ${bins.seconds.length} are there`;
    return { ...evidence(bins, options, atOnce(bins)), trouble, shortByS: missing * bins.binS };
  }
  if (range(bins.values) === 0) return constantTrend(bins, options);
  const roundingError = Math.max(options.quantum / Math.sqrt(12), ARITHMETIC * range(bins.values));
  const model = chooseModel(bins.seconds, bins.values, roundingError);
  if (model === null) {
    return { ...evidence(bins, options, atOnce(bins)), trouble: 'too short: no line can be fitted' };
  }
  const whole = modelTrend(bins, model, roundingError, options);
  const floor = floorTrend(bins, roundingError, options);
  return floor !== null && width(floor) < width(whole) ? floor : whole;
}

/** Between the teeth of a sawtooth; null: it has none. */
function floorTrend(bins: Bins, roundingError: number, options: TrendOptions): Trend | null {
  const floor = floorOf(bins);
  if (floor === null) return null;
  const { seconds, values } = floor;
  const model =
    values.length < FEWEST_BINS
      ? straightModel(seconds, values, roundingError)
      : chooseModel(seconds, values, roundingError);
  if (model === null) return null;
  const trend = modelTrend(floor, model, roundingError, options);
  const { steadyMedian, quarterMedians, bins: count, binS } = evidence(bins, options, atOnce(bins));
  const end = bandAbove(trend, bins);
  const pattern = `a sawtooth of ${values.length} releases, its floor ${trend.pattern}`;
  return { ...trend, end, releases: values.length, steadyMedian, quarterMedians, bins: count, binS, pattern };
}

/** The teeth stand above the floor, and it is they that reach a limit. */
function bandAbove({ end, slopePerHour }: Trend, { seconds, values }: Bins): Trend['end'] {
  if (end === null || slopePerHour === null) return null;
  const above = values.map(
    (value, index) =>
      value - end.level - (slopePerHour * ((seconds[index] ?? 0) - last(seconds))) / SECONDS_PER_HOUR,
  );
  const sorted = [...above.toSorted()];
  return { ...end, high: end.level + quantileSorted(sorted, 1 - OUTSIDE_BAND / 2) };
}

function width({ lowPerHour, highPerHour }: Trend): number {
  return lowPerHour === null || highPerHour === null ? Number.POSITIVE_INFINITY : highPerHour - lowPerHour;
}

function modelTrend(bins: Bins, model: Model, roundingError: number, options: TrendOptions): Trend {
  const { seconds, values } = bins;
  const { fit, precision } = model;
  const interval = slopeInterval(model, seconds, options);
  const sigma = Math.sqrt(fit.squares / values.length);
  const onset = findOnset(model, seconds, Math.max(sigma, roundingError));
  const perHour = {
    slope: SECONDS_PER_HOUR * interval.slope,
    low: SECONDS_PER_HOUR * interval.low,
    high: SECONDS_PER_HOUR * interval.high,
  };
  const alternative = alternativeTo(model, bins, onset.slopeFromS, perHour.low > 0 || perHour.high < 0);
  const direction = perHour.low > 0 ? 'rises' : perHour.high < 0 ? 'falls' : 'flat';
  const longRun =
    precision.kind === 'cosines' ? precision.deviation ** 2 : longRunVariance(fit.residuals, fit.basis, 1);
  return {
    ...evidence(bins, options, onset),
    ...spanTrouble(last(seconds) - onset.steadyFromS + bins.binS, options),
    family: model.bends[0]?.family ?? (model.waves.length > 0 ? 'periodic' : 'none'),
    method: precision.kind,
    slopePerHour: perHour.slope,
    lowPerHour: perHour.low,
    highPerHour: perHour.high,
    ...warmupOf(model, last(seconds) - first(seconds)),
    shifts: shiftsOf(model),
    ...movesOf(model, values),
    end: endOf(values, fit.residuals),
    detectablePerHour: SECONDS_PER_HOUR * detectableExcess(model, seconds, options),
    alternative: alternative?.kind ?? null,
    alternativeSigma: alternative?.deviation ?? null,
    tails: tailSlopes(
      seconds,
      withoutSteps(model, values),
      onset.slopeFromS,
      precision,
      roundingError,
      options,
    ),
    pattern: describePattern(model, first(seconds), onset, direction),
    sigma,
    tauS: precision.lag * bins.binS,
    effectivePoints: longRun > 0 ? Math.min(values.length, fit.squares / longRun) : values.length,
    per1000Operations: perThousandOperations(bins, model, perHour, roundingError, options),
  };
}

/** `rises`: only then is there anything to explain away in the time in which the slope holds. */
function alternativeTo(
  { bends, waves, fit }: Model,
  { seconds, values }: Bins,
  fromS: number,
  rises: boolean,
): Alternative | null {
  if (bends.some(({ family }) => family !== 'step')) {
    const steps = bends.filter(({ family }) => family === 'step').map(({ column }) => column);
    const found =
      alternativeToBent(seconds, values, [...steps, ...waves], fit, 0) ??
      alternativeToBent(seconds, values, waves, fit, steps.length);
    if (found !== null) return found;
  }
  if (!rises) return null;
  const start = Math.max(
    0,
    seconds.findIndex((second) => second >= fromS),
  );
  const kept = bends.filter(
    ({ family, atS }) => (family === 'step' && atS > fromS) || (family === 'exp' && fromS <= first(seconds)),
  );
  const held = [...kept.map(({ column }) => column), ...waves].map((column) => column.subarray(start));
  return alternativeToLine(seconds.subarray(start), values.subarray(start), held);
}

/** An end in which the level moved once goes on as before if its slope does. */
function withoutSteps(model: Model, values: Column): Column {
  const steps = model.bends.filter(({ family }) => family === 'step');
  const rest = Float64Array.from(values);
  for (const step of steps) addScaled(rest, -bendSize(model, step), step.column);
  return rest;
}

function shiftsOf(model: Model): Trend['shifts'] {
  return model.bends
    .filter(({ family }) => family === 'step')
    .map((step) => ({ atS: step.atS, size: bendSize(model, step) }))
    .toSorted((a, b) => a.atS - b.atS);
}

/** Between the means of equal stretches, so that what comes and goes within one is no move. */
function movesOf(model: Model, values: Column): Pick<Trend, 'ascent' | 'descent'> {
  const { fit, waves } = model;
  const course = values.map((value, index) => value - (fit.residuals[index] ?? 0));
  for (const [index, wave] of waves.entries())
    addScaled(course, -(fit.coefficients[waveAt(model) + index] ?? 0), wave);
  const length = Math.max(1, Math.floor(course.length / STRETCHES));
  let ascent = 0;
  let descent = 0;
  for (let from = length; from + length <= course.length; from += length) {
    const move = meanOf(course.subarray(from, from + length)) - meanOf(course.subarray(from - length, from));
    ascent += Math.max(0, move);
    descent += Math.max(0, -move);
  }
  return { ascent, descent };
}

function meanOf(column: Column): number {
  return column.reduce((sum, value) => sum + value, 0) / column.length;
}

/** Place of the first wave's coefficient: after the constant and the bends that have columns of their own. */
function waveAt({ bends }: Model): number {
  return 1 + bends.filter(({ family }) => family !== 'kink').length;
}

function endOf(values: Column, residuals: Column): NonNullable<Trend['end']> {
  const level = last(values) - last(residuals);
  const sorted = [...residuals.toSorted()];
  return {
    level,
    low: level + quantileSorted(sorted, OUTSIDE_BAND / 2),
    high: level + quantileSorted(sorted, 1 - OUTSIDE_BAND / 2),
  };
}

function warmupOf(model: Model, spanS: number): Pick<Trend, 'timeConstantS' | 'warmupRise'> {
  const exp = model.bends.find(({ family }) => family === 'exp');
  if (exp === undefined) return { timeConstantS: null, warmupRise: null };
  return { timeConstantS: exp.atS, warmupRise: -bendSize(model, exp) * (1 - Math.exp(-spanS / exp.atS)) };
}

/** Every bin the same: the slope is 0, but for a change of one quantum that may be about to show. */
function constantTrend(bins: Bins, options: TrendOptions): Trend {
  const startS = first(bins.seconds);
  const spanS = last(bins.seconds) - startS;
  const perHour = (SECONDS_PER_HOUR * options.quantum) / spanS;
  const done = bins.operations === null ? 0 : last(bins.operations) - first(bins.operations);
  const perThousand = (1000 * options.quantum) / done;
  return {
    ...evidence(bins, options, atOnce(bins)),
    ...spanTrouble(spanS + bins.binS, options),
    family: 'constant',
    method: 'constant',
    slopePerHour: 0,
    lowPerHour: -perHour,
    highPerHour: perHour,
    per1000Operations:
      done > 0
        ? {
            slope: 0,
            low: -perThousand,
            high: perThousand,
            separable: false,
            operationsPerHour: (SECONDS_PER_HOUR * done) / spanS,
          }
        : null,
  };
}

function spanTrouble(steadyS: number, options: TrendOptions): Pick<Trend, 'trouble' | 'shortByS'> {
  const shortByS = options.minimumSpanS - steadyS;
  if (shortByS <= 0) return { trouble: null, shortByS: null };
  return { trouble: 'too short: the steady state is shorter than the minimum span', shortByS };
}

/** Steady from the first reading on. */
function atOnce(bins: Bins): Onset {
  return { steadyFromS: first(bins.seconds), onsetS: null, slopeFromS: first(bins.seconds) };
}
