import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { leastSquares } from '../../src/trend/least-squares.ts';
import { mannKendall } from '../../src/trend/mann-kendall.ts';
import { theilSenSlope } from '../../src/trend/theil-sen.ts';
import { dot } from '../../src/trend/vector.ts';
import { near } from './near.ts';
import { nile, norris } from './reference-data.ts';

const years = Float64Array.from(nile, (_, year) => year);
const flow = Float64Array.from(nile);

function standardError(fit: { squares: number; slopeScale: number }, freedom: number): number {
  return Math.sqrt(fit.squares / freedom) * fit.slopeScale;
}

test('least squares gives the certified values of NIST’s Norris', () => {
  const y = Float64Array.from(norris, ([value]) => value);
  const x = Float64Array.from(norris, ([, value]) => value);
  const one = new Float64Array(norris.length).fill(1);
  const slopeLast = leastSquares([one, x], y);
  const constantLast = leastSquares([x, one], y);
  assert.ok(slopeLast !== null && constantLast !== null);
  near(slopeLast.slope, 1.00211681802045, 1e-13);
  near(standardError(slopeLast, 34), 4.29796848199937e-4, 1e-11);
  near(constantLast.slope, -0.262323073774029, 1e-11);
  near(standardError(constantLast, 34), 0.232818234301152, 1e-11);
});

test('least squares gives the published line through the Nile', () => {
  const fit = leastSquares([new Float64Array(100).fill(1), years], flow);
  assert.ok(fit !== null);
  near(fit.slope, -2.71430543, 1e-8);
  near(standardError(fit, 98), 0.52155409, 1e-7);
});

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

test('Mann-Kendall gives the published score, variance, z and p', () => {
  const small = mannKendall(Float64Array.of(4.0, 4.3, 4.6, 4.9, 5.2));
  assert.equal(small.score, 10);
  near(small.variance, 16.6667, 1e-5);
  near(small.z, 2.2045, 1e-4);
  near(small.p, 0.02749, 1e-3);
  const river = mannKendall(flow);
  assert.equal(river.score, -1387);
  near(river.variance, 112728.333, 1e-8);
  near(river.z, -4.12806652, 1e-8);
  near(river.p, 3.6583e-5, 1e-4);
});

test('Theil-Sen gives the published slope of the Nile', () => {
  near(theilSenSlope(years, flow), -2.6, 1e-12);
});

test('Theil-Sen is not moved by a quarter of the readings gone wild', () => {
  const t = Float64Array.from({ length: 80 }, (_, index) => index);
  const y = t.map((second) => (second % 4 === 1 ? 1e6 * Math.sin(second) : 5 + 0.25 * second));
  near(theilSenSlope(t, y), 0.25, 0.02);
});

test('the median of all slopes of nothing, of one reading, and of readings at one time is 0', () => {
  assert.equal(theilSenSlope(new Float64Array(0), new Float64Array(0)), 0);
  assert.equal(theilSenSlope(Float64Array.of(1), Float64Array.of(2)), 0);
  assert.equal(theilSenSlope(Float64Array.of(1, 1), Float64Array.of(2, 9)), 0);
});
