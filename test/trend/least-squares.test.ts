import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { leastSquares } from '../../src/trend/least-squares.ts';
import { dot } from '../../src/trend/vector.ts';
import { near } from './near.ts';
import { described, nile } from './reference-data.ts';

// Certified values are in strd.test.ts.

function standardError(fit: { squares: number; slopeScale: number }, freedom: number): number {
  return Math.sqrt(fit.squares / freedom) * fit.slopeScale;
}

test('least squares gives the published line through the Nile', () => {
  const flow = Float64Array.from(nile);
  const fit = leastSquares([flow.map(() => 1), flow.map((_, year) => year)], flow);
  assert.ok(fit !== null);
  near(fit.slope, -2.71430543, 1e-8);
  near(standardError(fit, 98), 0.52155409, 1e-7);
});

for (const { name, seconds, values, further, slopes, deviations, squares } of described) {
  test(`least squares with ${1 + slopes.length} columns gives what statsmodels does: ${name}`, () => {
    const y = Float64Array.from(values);
    const regressors = [...further, seconds].map((column) => Float64Array.from(column));
    for (const [place, regressor] of regressors.entries()) {
      const fit = leastSquares([y.map(() => 1), ...regressors.toSpliced(place, 1), regressor], y);
      assert.ok(fit !== null);
      // Epoch seconds leave 1e-8 of the time column beside the constant, and so 8 of its 16 digits.
      const share = (seconds[0] ?? 0) > 1e9 ? 1e-7 : 1e-11;
      near(fit.slope, slopes[place] ?? Number.NaN, share);
      near(standardError(fit, y.length - slopes.length - 1), deviations[place] ?? Number.NaN, share);
      near(fit.squares, squares, share);
    }
  });
}

test('least squares refuses columns that are one another in disguise, and more columns than readings', () => {
  const one = new Float64Array(5).fill(1);
  const t = Float64Array.of(0, 1, 2, 3, 4);
  assert.equal(leastSquares([one, t, t.map((value) => 3 * value - 7)], t), null);
  assert.equal(leastSquares([one.subarray(0, 1), t.subarray(0, 1)], t.subarray(0, 1)), null);
});

test('residuals of least squares are orthogonal to every column, however ill-conditioned', () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 5, maxLength: 40 });
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1e9, noNaN: true }), (readings, startS) => {
      const y = Float64Array.from(readings);
      const t = y.map((_, index) => startS + index);
      const columns = [y.map(() => 1), t.map((second) => Math.exp((startS - second) / 3)), t];
      const fit = leastSquares(columns, y);
      if (fit === null) return;
      const size = Math.sqrt(dot(y, y)) + 1e-9;
      for (const direction of fit.basis) assert.ok(Math.abs(dot(direction, fit.residuals)) < 1e-12 * size);
    }),
  );
});
