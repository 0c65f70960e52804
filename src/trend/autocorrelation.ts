import { type Column, dot } from './vector.ts';

/**
 * How many readings apart residuals stop resembling each other: the first lag at which their autocorrelation is
 * under 1/e (for noise with exponentially fading memory, its time constant). At least 1; 0 has no meaning here.
 */
export function correlationLag(residuals: Column): number {
  const variance = dot(residuals, residuals);
  if (variance <= 0) return 1;
  for (let lag = 1; lag < residuals.length; lag += 1) {
    const covariance = dot(residuals.subarray(0, residuals.length - lag), residuals.subarray(lag));
    if (covariance < variance / Math.E) return lag;
  }
  return residuals.length;
}
