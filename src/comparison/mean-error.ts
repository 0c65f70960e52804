/** The mean of readings that resemble their neighbours, and its standard error. */
import { correlationLag } from '../trend/autocorrelation.ts';
import { cosineCount, longRunVariance } from '../trend/cosine-variance.ts';
import { leastSquares } from '../trend/least-squares.ts';

/** With one degree of freedom a variance is anything. */
const FEWEST_COSINES = 2;

export interface Mean {
  readonly mean: number;
  readonly error: number;
}

/**
 * A straight rise or fall over the readings is what they did and not how far their mean is off. Readings that never
 * forget are as good as one: their mean is off by up to half of what they strayed.
 */
export function meanWithError(values: Float64Array): Mean {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const constant = new Float64Array(count).fill(1);
  const time = Float64Array.from(values, (_, index) => index);
  const fit = leastSquares([constant, time], values);
  if (fit === null) return { mean, error: Number.POSITIVE_INFINITY };
  const { residuals, basis, squares } = fit;
  const cosines = cosineCount(count, correlationLag(residuals));
  if (cosines < FEWEST_COSINES) {
    const strayed = residuals.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return { mean, error: strayed };
  }
  // Sums of swaying readings have less at low frequencies than white noise; nothing is to rely on that.
  const variance = Math.max(longRunVariance(residuals, basis, cosines), squares / count);
  return { mean, error: Math.sqrt(variance / count) };
}
