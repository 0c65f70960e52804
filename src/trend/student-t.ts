/** Quantiles of Student's t and of Fisher's F distribution. */
import { inverseIncompleteBeta } from './beta.ts';

/** The t with P(T_ν ≤ t) = p. DLMF 8.17: P(|T| > t) = I_y(ν/2, ½) with y = ν / (ν + t²). */
export function tQuantile(p: number, freedom: number): number {
  if (p === 0.5) return 0;
  const sign = p < 0.5 ? -1 : 1;
  // Of a tiny p, 1 − p has lost the digits; from one half up the difference is exact.
  const outside = 2 * (p < 0.5 ? p : 1 - p);
  // Solved for whichever of y and 1 − y is small, so that neither is lost to cancellation.
  if (outside < 0.5) {
    const y = inverseIncompleteBeta(outside, freedom / 2, 0.5);
    return sign * Math.sqrt((freedom * (1 - y)) / y);
  }
  const z = inverseIncompleteBeta(1 - outside, 0.5, freedom / 2);
  return sign * Math.sqrt((freedom * z) / (1 - z));
}

/** The f with P(F ≤ f) = p for `above` and `below` degrees of freedom: d₁F / (d₁F + d₂) is Beta(d₁/2, d₂/2). */
export function fQuantile(p: number, above: number, below: number): number {
  // As above: far up 1 − x is solved for, of which x near 1 has lost the digits.
  if (p > 0.5) {
    const y = inverseIncompleteBeta(1 - p, below / 2, above / 2);
    return (below * (1 - y)) / (above * y);
  }
  const x = inverseIncompleteBeta(p, above / 2, below / 2);
  return (below * x) / (above * (1 - x));
}
