import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { holmAdjusted } from '../../src/verdict/holm.ts';

interface Adjustment {
  readonly p: readonly number[];
  readonly adjusted: readonly number[];
}

/** By statsmodels; made by fixture/numerics/holm.py. */
const adjustments = JSON.parse(
  readFileSync(new URL('../fixture/numerics/holm.json', import.meta.url), 'utf8'),
) as readonly Adjustment[];

function alike(actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  for (const [place, value] of actual.entries())
    assert.ok(Math.abs(value - (expected[place] ?? 0)) <= 1e-15 * value, `${actual} is not ${expected}`);
}

test('the smallest of five p-values counts five times, the next four times, but never less than the one before', () => {
  alike(holmAdjusted([0.008, 0.03, 0.123, 0.6, 0.2]), [0.04, 0.12, 0.369, 0.6, 0.4]);
});

test('p-values are adjusted as statsmodels does', () => {
  assert.equal(adjustments.length, 8);
  for (const { p, adjusted } of adjustments) alike(holmAdjusted(p), adjusted);
});

test('nothing is adjusted when there is nothing, or one alone', () => {
  assert.deepEqual(holmAdjusted([]), []);
  assert.deepEqual(holmAdjusted([0.03]), [0.03]);
});

test('adjusted p-values keep their order, are at least the p-values and at most Bonferroni’s', () => {
  const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });
  fc.assert(
    fc.property(pValues, (p) => {
      const adjusted = holmAdjusted(p);
      for (const [i, a] of adjusted.entries()) {
        assert.ok(a >= (p[i] ?? 0) && a <= Math.min(1, p.length * (p[i] ?? 0)));
        for (const [j, b] of adjusted.entries()) if ((p[i] ?? 0) < (p[j] ?? 0)) assert.ok(a <= b);
      }
    }),
  );
});
