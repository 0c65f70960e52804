/** The regularised incomplete beta function I_x(a, b) and its inverse: what Student's t and F are made of. */
import { gammaln } from 'simple-statistics';

/** Relative change at which the continued fraction and the root have settled; a few units in the last place. */
const SETTLED = 4 * Number.EPSILON;
/** Lentz's method: stands for a zero denominator. */
const TINY = 1e-300;
/** The fraction settles in O(√max(a, b)) terms; 10,000 serve up to about 10⁷ degrees of freedom. */
const MOST_TERMS = 10_000;

/** I_x(a, b) for a, b > 0 and 0 ≤ x ≤ 1, to about 1e-14. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges quickly on the near side of the mean; the other side by symmetry. DLMF 8.17.4
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const logFront = a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b);
  return (Math.exp(logFront) * continuedFraction(x, a, b)) / a;
}

/** The x with I_x(a, b) = p: Newton's method, kept inside a bracket that bisection narrows. */
export function inverseIncompleteBeta(p: number, a: number, b: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  const logScale = logBeta(a, b);
  let low = 0;
  let high = 1;
  let x = a / (a + b);
  for (let step = 0; step < 200; step += 1) {
    const excess = incompleteBeta(x, a, b) - p;
    if (excess > 0) high = x;
    else low = x;
    const density = Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - logScale);
    const newton = x - excess / density;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - x) <= SETTLED * next) return next;
    x = next;
  }
  return x;
}

function logBeta(a: number, b: number): number {
  return gammaln(a) + gammaln(b) - gammaln(a + b);
}

/** DLMF 8.17.22 by Lentz's method (Press et al., Numerical Recipes, 6.4). */
function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / nonzero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= MOST_TERMS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonzero(1 + even * d);
    c = nonzero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonzero(1 + odd * d);
    c = nonzero(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) <= SETTLED) break;
  }
  return fraction;
}

function nonzero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
