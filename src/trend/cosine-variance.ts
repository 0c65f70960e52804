/**
 * Long-run variance of autocorrelated residuals from their lowest frequencies (Sun 2011, "Robust trend inference with
 * series variance estimator and testing-optimal smoothing parameter"; the EWC estimator of Lazarus, Lewis, Stock and
 * Watson 2018, "HAR inference: recommendations for practice"). Quantiles for it are Student's t with B degrees of
 * freedom: few cosines, honest tails. A default-lag Newey-West interval raises three to ten times the false alarms.
 */
import { splitOff } from './least-squares.ts';
import { type Column, dot, scaled } from './vector.ts';

/** More cosines narrow the interval little (t₁₂ = 2.18 against 1.96) but reach up to frequencies the slope never sees. */
export const MOST_COSINES = 12;
/** A cosine left with less than this share of its length outside the design would magnify what rounding and the design's misfit leave. */
const ABSORBED = 0.05;

/** B = ⌊T / 2πτ⌋: up to there the spectrum of noise with correlation time τ is flat, as the estimator takes it to be. */
export function cosineCount(spanLags: number, correlationLag: number): number {
  return Math.min(MOST_COSINES, Math.floor(spanLags / (2 * Math.PI * correlationLag)));
}

/** ω² of residuals whose fit spans `basis`: the mean square of their B lowest cosine parts. */
export function longRunVariance(residuals: Column, basis: readonly Column[], count: number): number {
  const span = [...basis];
  let sum = 0;
  let used = 0;
  for (let j = 1; used < count && j <= count + 2 * basis.length; j += 1) {
    const cosine = cosineColumn(residuals.length, j);
    const { rest, length } = splitOff(cosine, span);
    if (length < ABSORBED) continue;
    const direction = scaled(rest, 1 / length);
    span.push(direction);
    sum += dot(direction, residuals) ** 2;
    used += 1;
  }
  return used === 0 ? 0 : sum / used;
}

/** √(2/n) cos(πj(i − ½)/n), i = 1…n: of length 1. */
function cosineColumn(n: number, j: number): Column {
  const column = new Float64Array(n);
  const height = Math.sqrt(2 / n);
  for (let i = 0; i < n; i += 1) column[i] = height * Math.cos((Math.PI * j * (i + 0.5)) / n);
  return column;
}
