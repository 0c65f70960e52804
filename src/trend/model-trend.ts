/** From a model of the bins to a trend: the slope, its interval, and what speaks against it. */
import { type Alternative, alternativeToBent, alternativeToLine } from './alternative.ts';
import type { Bins } from './bin.ts';
import { longRunVariance } from './cosine-variance.ts';
import { endOf, movesOf, shiftsOf, warmupOf, withoutSteps } from './course.ts';
import { evidence, extentOf } from './evidence.ts';
import { detectableExcess, slopeInterval } from './interval.ts';
import type { Model } from './model.ts';
import { findOnset } from './onset.ts';
import { describePattern } from './pattern.ts';
import { perThousandOperations } from './per-operation.ts';
import type { SpanFit } from './span-fit.ts';
import { spanTrouble } from './span-trouble.ts';
import { tailSlopes } from './tail.ts';
import type { Trend, TrendOptions } from './trend.ts';
import { first, last } from './vector.ts';

const SECONDS_PER_HOUR = 3600;

export function modelTrend(bins: Bins, model: Model, roundingError: number, options: TrendOptions): SpanFit {
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
  const alternative = once(() => {
    const found = alternativeTo(model, bins, onset.slopeFromS, perHour.low > 0 || perHour.high < 0);
    return found && { kind: found.kind, longRunSigma: Math.sqrt(found.longRunVariance * bins.binS) };
  });
  const direction = perHour.low > 0 ? 'rises' : perHour.high < 0 ? 'falls' : 'flat';
  const slope = {
    slopePerHour: perHour.slope,
    lowPerHour: perHour.low,
    highPerHour: perHour.high,
    ...warmupOf(model, last(seconds) - first(seconds)),
  };
  const told = (): Trend => ({
    ...evidence(bins, options, onset),
    ...spanTrouble(last(seconds) - onset.steadyFromS + bins.binS, options),
    family: model.bends[0]?.family ?? (model.waves.length > 0 ? 'periodic' : 'none'),
    method: precision.kind,
    ...slope,
    shifts: shiftsOf(model),
    ...movesOf(model, values),
    end: endOf(values, fit.residuals),
    detectablePerHour: SECONDS_PER_HOUR * detectableExcess(model, seconds, options),
    alternative: alternative()?.kind ?? null,
    alternativeLongRunSigma: alternative()?.longRunSigma ?? null,
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
    effectivePoints: effectivePoints(model, values.length),
    per1000Operations: perThousandOperations(bins, model, perHour, roundingError, options),
  });
  return { ...slope, ...extentOf(bins, onset), startS: first(seconds), alternative, told };
}

/** So many independent readings would tell the slope as well. */
function effectivePoints({ fit, precision }: Model, readings: number): number {
  const longRun =
    precision.kind === 'cosines' ? precision.deviation ** 2 : longRunVariance(fit.residuals, fit.basis, 1);
  return longRun > 0 ? Math.min(readings, fit.squares / longRun) : readings;
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

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
