import assert from 'node:assert/strict';

/** Equal but for this share of the expected value. */
export function near(actual: number, expected: number, share: number, what = ''): void {
  const off = Math.abs(actual - expected);
  assert.ok(off <= share * Math.abs(expected), `${what} ${actual} is not ${expected} (off by ${off})`);
}

/** A double holds no more. */
const MOST_DIGITS = 16;

/** How many digits agree (NIST's log relative error); where 0 is expected, how many zeros after the point. */
export function digitsOf(actual: number, expected: number): number {
  const off = Math.abs(actual - expected) / (expected === 0 ? 1 : Math.abs(expected));
  return off === 0 ? MOST_DIGITS : Math.min(MOST_DIGITS, -Math.log10(off));
}
