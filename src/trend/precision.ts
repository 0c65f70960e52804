/** How far a fitted slope may be off. */
import { correlationLag } from './autocorrelation.ts';
import { cosineCount, longRunVariance } from './cosine-variance.ts';
import type { Fit } from './least-squares.ts';
import { tQuantile } from './student-t.ts';
import { range } from './vector.ts';

/**
 * cosines: the residuals forget themselves often enough within the span (T ≥ 4πτ) that their long-run variance can be
 * estimated. range: they do not, so the slope is only bounded by how far they strayed.
 */
export type Precision =
  | { readonly kind: 'cosines'; readonly deviation: number; readonly cosines: number; readonly lag: number }
  | { readonly kind: 'range'; readonly range: number; readonly lag: number };

/** With one degree of freedom an interval spans everything. T < 4πτ gives fewer than two. */
const FEWEST_COSINES = 2;

/**
 * How far the slope of a random walk without any trend strays, in units of (range of its residuals) / T: by 2.4 in one
 * direction in 2.5 % of walks, and 0.6 further for each e-fold rarer. Simulated, 8,000 walks each of 30, 120 and 480
 * steps, Gaussian and rare jumps: 2.5 % 1.7–2.4, 1 % 2.1–2.9, 0.5 % 2.3–3.3, 0.1 % 2.7–4.8. A random walk is the most
 * persistent of noises, so for any other the bound is on the safe side; for noise within a fixed band the worst case
 * of least squares is 1.5.
 */
const WALK_STRAY = 2.4;
const WALK_STRAY_PER_E_FOLD = 0.6;
const BAND_STRAY = 1.5;

/**
 * `floorDeviation`: what the readings' own rounding makes of a perfect fit. `lag`: the correlation lag where it is
 * known better than from these residuals.
 */
export function slopePrecision(
  fit: Fit,
  floorDeviation: number,
  lag: number = correlationLag(fit.residuals),
): Precision {
  const cosines = cosineCount(fit.residuals.length, lag);
  if (cosines < FEWEST_COSINES) return { kind: 'range', range: range(fit.residuals), lag };
  // Residuals that sway back and forth (what is left of a sawtooth) have less at low frequencies than white noise; a
  // line is not to rely on that.
  const variance = Math.max(
    longRunVariance(fit.residuals, fit.basis, cosines) / flatness(cosines, lag, fit.residuals.length),
    fit.squares / fit.residuals.length,
  );
  return { kind: 'cosines', deviation: Math.max(floorDeviation, Math.sqrt(variance)), cosines, lag };
}

/**
 * Of noise with exponentially fading memory: the mean of its spectrum at the cosines, as a share of that at frequency 0,
 * which is what the slope sees; 1 / (1 + ω²τ²) at each. A lag is a whole number of readings, τ about half a one less.
 */
function flatness(cosines: number, lag: number, readings: number): number {
  let sum = 0;
  for (let j = 1; j <= cosines; j += 1) sum += 1 / (1 + ((Math.PI * j * (lag - 0.5)) / readings) ** 2);
  return sum / cosines;
}

/** Half of the interval at a one-sided error rate, for a slope over `reach` (seconds, or operations). */
export function halfWidth(precision: Precision, fit: Fit, reach: number, alpha: number): number {
  if (precision.kind === 'cosines')
    return tQuantile(1 - alpha, precision.cosines) * precision.deviation * fit.slopeScale;
  const stray = Math.max(BAND_STRAY, WALK_STRAY + WALK_STRAY_PER_E_FOLD * Math.log(0.025 / alpha));
  return (stray * precision.range) / reach;
}
