/** σ and τ of a real trace: of its second half, by when it has warmed up, beside a straight line. */
import type { Series } from '../../../src/trend/trend.ts';
import { leastSquaresLine } from './baseline-ols.ts';
import { decidableBudget, minimalDetectable } from './labelled-series.ts';
import { SAWTOOTH_TAU } from './part.ts';

export interface RecordedNoise {
  readonly sigma: number;
  readonly tauS: number;
}

export function noiseOf({ seconds, values }: Series, intervalS: number): RecordedNoise {
  const half = seconds.length >> 1;
  const times = seconds.subarray(half);
  const levels = values.subarray(half);
  const { slope, intercept } = leastSquaresLine(times, levels);
  const residuals = levels.map((level, index) => level - intercept - slope * (times[index] ?? 0));
  const variance = autocovariance(residuals, 0);
  return {
    sigma: Math.sqrt(variance),
    tauS: variance > 0 ? decay(residuals, variance) * intervalS : intervalS,
  };
}

/** The unevenness settles in a few rounds. */
const ROUNDS = 30;
const HOUR = 3600;

export interface Decidable extends RecordedNoise {
  readonly budgetPerHour: number;
  readonly detectablePerHour: number;
}

/**
 * What a run of `spanS` can decide of a metric that moves in steps of `quantum`: what rises as slowly as the budget is
 * a staircase, whose unevenness is noise like any other (as in truth.ts), and all there is where nothing else moves.
 */
export function decidableIn(
  spanS: number,
  { sigma, tauS }: RecordedNoise,
  quantum: number,
  leastBudgetPerHour: number,
): Decidable {
  const stairs = quantum ** 2 / 12;
  const variance = sigma ** 2 + stairs;
  let budget = leastBudgetPerHour;
  for (let round = 0; ; round += 1) {
    const stairsTauS = (SAWTOOTH_TAU * quantum * HOUR) / budget;
    const tau = (sigma ** 2 * tauS + stairs * stairsTauS) / variance;
    const detectablePerHour = minimalDetectable(Math.sqrt(variance), tau, spanS);
    budget = decidableBudget(leastBudgetPerHour, detectablePerHour);
    if (round === ROUNDS)
      return { sigma: Math.sqrt(variance), tauS: tau, budgetPerHour: budget, detectablePerHour };
  }
}

/** Readings until the autocorrelation has fallen to 1/e. */
function decay(residuals: Float64Array, variance: number): number {
  let lag = 1;
  while (lag < residuals.length / 2 && autocovariance(residuals, lag) > variance / Math.E) lag += 1;
  return lag;
}

function autocovariance(residuals: Float64Array, lag: number): number {
  let sum = 0;
  for (let index = lag; index < residuals.length; index += 1)
    sum += (residuals[index] ?? 0) * (residuals[index - lag] ?? 0);
  return sum / (residuals.length - lag);
}
