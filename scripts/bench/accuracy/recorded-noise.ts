/** σ and τ of a real trace: of its second half, by when it has warmed up, beside a straight line. */
import type { Series } from '../../../src/trend/trend.ts';
import { leastSquaresLine } from './baseline-ols.ts';

export interface RecordedNoise {
  readonly sigma: number;
  readonly tauS: number;
}

/** `quantum`: no reading is closer than half of it, whatever the readings say. */
export function noiseOf({ seconds, values }: Series, intervalS: number, quantum: number): RecordedNoise {
  const half = seconds.length >> 1;
  const times = seconds.subarray(half);
  const levels = values.subarray(half);
  const { slope, intercept } = leastSquaresLine(times, levels);
  const residuals = levels.map((level, index) => level - intercept - slope * (times[index] ?? 0));
  const variance = autocovariance(residuals, 0);
  // The variance of what rounding to a step hides.
  const sigma = Math.sqrt(Math.max(variance, quantum ** 2 / 12));
  return { sigma, tauS: variance > 0 ? decay(residuals, variance) * intervalS : intervalS };
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
