import assert from 'node:assert/strict';
import { test } from 'node:test';
import { incompleteBeta, inverseIncompleteBeta } from '../../src/trend/beta.ts';
import { fQuantile, tQuantile } from '../../src/trend/student-t.ts';
import { near } from './near.ts';
import { quantiles } from './reference-data.ts';

test('quantiles of Student’s t are exact to twelve digits from the middle to one in 10⁹', () => {
  for (const [p, freedom, t] of quantiles.t) near(tQuantile(p, freedom), t, 1e-12, `t(${p}, ${freedom}):`);
});

test('quantiles of F are exact to eleven digits, far into both tails', () => {
  for (const [p, above, below, f] of quantiles.f)
    near(fQuantile(p, above, below), f, 1e-11, `F(${p}, ${above}, ${below}):`);
});

test('the incomplete beta function is exact to eleven digits, however small', () => {
  for (const [x, a, b, share] of quantiles.beta)
    near(incompleteBeta(x, a, b), share, 1e-11, `I(${x}; ${a}, ${b}):`);
});

test('quantiles of Student’s t agree with the tables to twelve digits', () => {
  near(tQuantile(0.975, 2), 4.302652729749464, 1e-12);
  near(tQuantile(0.975, 6), 2.446911851144969, 1e-12);
  near(tQuantile(0.975, 8), 2.306004135204166, 1e-12);
  near(tQuantile(0.975, 12), 2.178812829667229, 1e-12);
});

test('with one and two degrees of freedom t has a closed form, far into its tails', () => {
  for (const p of [0.5000001, 0.6, 0.75, 0.9, 0.999, 1 - 1e-9]) {
    near(tQuantile(p, 1), Math.tan(Math.PI * (p - 0.5)), 1e-7);
    near(tQuantile(p, 2), (2 * p - 1) / Math.sqrt(2 * p * (1 - p)), 1e-7);
  }
  near(tQuantile(0.9, 2), 0.8 / Math.sqrt(0.18), 1e-12);
});

test('t is symmetric and its median is 0', () => {
  assert.equal(tQuantile(0.5, 7), 0);
  assert.equal(tQuantile(0.1, 7), -tQuantile(0.9, 7));
});

test('F with one degree of freedom above is the square of t', () => {
  for (const freedom of [2, 4, 12, 100])
    near(fQuantile(0.95, 1, freedom), tQuantile(0.975, freedom) ** 2, 1e-11);
  near(fQuantile(0.95, 3, 10), 3.708264819046, 1e-11);
});

test('the inverse of the incomplete beta function is its inverse', () => {
  for (const a of [0.5, 1, 3, 40])
    for (const b of [0.5, 2, 75])
      for (const p of [1e-9, 0.01, 0.3, 0.5, 0.975])
        near(incompleteBeta(inverseIncompleteBeta(p, a, b), a, b), p, 1e-11);
});
