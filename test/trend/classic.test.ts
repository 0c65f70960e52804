import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mannKendall } from '../../src/trend/mann-kendall.ts';
import { theilSenSlope } from '../../src/trend/theil-sen.ts';
import { near } from './near.ts';
import { described, nile } from './reference-data.ts';

const years = Float64Array.from(nile, (_, year) => year);
const flow = Float64Array.from(nile);

test('Mann-Kendall gives the published score, variance, z and p', () => {
  const small = mannKendall(Float64Array.of(4.0, 4.3, 4.6, 4.9, 5.2));
  assert.equal(small.score, 10);
  near(small.variance, 16.6667, 1e-5);
  near(small.z, 2.2045, 1e-4);
  near(small.p, 0.02749, 1e-3);
  assert.equal(mannKendall(Float64Array.of(1, 1, 1)).p, 1);
  const river = mannKendall(flow);
  assert.equal(river.score, -1387);
  near(river.variance, 112728.333, 1e-8);
  near(river.z, -4.12806652, 1e-8);
  near(river.p, 3.6583e-5, 1e-4);
});

test('Theil-Sen gives the published slope of the Nile', () => {
  near(theilSenSlope(years, flow), -2.6, 1e-12);
});

for (const { name, seconds, values, mannKendall: expected, theilSen } of described) {
  test(`Mann-Kendall and Theil-Sen give what scipy does: ${name}`, () => {
    const { score, variance, z, p } = mannKendall(Float64Array.from(values));
    assert.equal(score, expected.score);
    near(variance, expected.variance, 1e-12);
    near(z, expected.z, 1e-12);
    near(p, expected.p, 1e-11);
    near(theilSenSlope(Float64Array.from(seconds), Float64Array.from(values)), theilSen, 1e-12);
  });
}

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
