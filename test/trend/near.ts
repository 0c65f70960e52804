import assert from 'node:assert/strict';

/** Equal but for this share of the expected value. */
export function near(actual: number, expected: number, share: number): void {
  const off = Math.abs(actual - expected);
  assert.ok(off <= share * Math.abs(expected), `${actual} is not ${expected} (off by ${off})`);
}
