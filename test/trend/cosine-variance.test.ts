import assert from 'node:assert/strict';
import { test } from 'node:test';
import { correlationLag } from '../../src/trend/autocorrelation.ts';
import { cosineCount, longRunVariance } from '../../src/trend/cosine-variance.ts';
import { leastSquares } from '../../src/trend/least-squares.ts';
import { halfWidth } from '../../src/trend/precision.ts';
import { near } from './near.ts';
import { described } from './reference-data.ts';
import { seeded, wandering, white } from './simulate.ts';

const READINGS = 480;
const t = Float64Array.from({ length: READINGS }, (_, index) => index);
const line = [t.map(() => 1), t];

function meanOver(seeds: number, measure: (seed: number) => number): number {
  let sum = 0;
  for (let seed = 0; seed < seeds; seed += 1) sum += measure(seed);
  return sum / seeds;
}

test('the long-run variance of white noise is its variance', () => {
  const mean = meanOver(200, (seed) => {
    const noise = white(seeded(seed), 3);
    const fit = leastSquares(line, t.map(noise));
    assert.ok(fit !== null);
    return longRunVariance(fit.residuals, fit.basis, 12);
  });
  near(mean, 9, 0.06);
});

test('the long-run variance of correlated noise is far more than its variance, as theory has it', () => {
  const tau = 3;
  const keep = Math.exp(-1 / tau);
  const mean = meanOver(200, (seed) => {
    const noise = wandering(seeded(seed), 1, tau, 1);
    const fit = leastSquares(line, t.map(noise));
    assert.ok(fit !== null);
    return longRunVariance(fit.residuals, fit.basis, cosineCount(READINGS, tau));
  });
  near(mean, (1 + keep) / (1 - keep), 0.1);
});

test('the cosines that the design already spans are left out', () => {
  const cosine = t.map((index) => Math.cos((Math.PI * (index + 0.5)) / READINGS));
  const fit = leastSquares([...line, cosine], t.map(white(seeded(1), 1)));
  assert.ok(fit !== null);
  assert.ok(longRunVariance(fit.residuals, fit.basis, 1) > 1e-6);
});

test('the correlation lag is where resemblance falls below 1/e', () => {
  assert.equal(correlationLag(t.map(white(seeded(2), 1))), 1);
  const lag = meanOver(40, (seed) => correlationLag(t.map(wandering(seeded(seed), 1, 10, 1))));
  assert.ok(lag > 7 && lag < 12, `mean lag ${lag}`);
  assert.equal(correlationLag(new Float64Array(50)), 1);
});

test('fewer cosines are used the longer the noise remembers, and never more than twelve', () => {
  assert.equal(cosineCount(480, 1), 12);
  assert.equal(cosineCount(480, 20), 3);
  assert.equal(cosineCount(480, 40), 1);
});

for (const { name, seconds, values, further, ...expected } of described) {
  test(`the long-run variance and the interval from it are numpy’s: ${name}`, () => {
    const y = Float64Array.from(values);
    // As the trend's clock does, times begin near 0.
    const times = Float64Array.from(seconds, (second) => second - (seconds[0] ?? 0));
    const fit = leastSquares(
      [y.map(() => 1), ...further.map((column) => Float64Array.from(column)), times],
      y,
    );
    assert.ok(fit !== null);
    assert.equal(correlationLag(fit.residuals), expected.lag);
    assert.equal(cosineCount(y.length, expected.lag), expected.cosines);
    const variance = longRunVariance(fit.residuals, fit.basis, expected.cosines);
    near(variance, expected.longRunVariance, 1e-10);
    const { lag, cosines } = expected;
    const precision = { kind: 'cosines', deviation: Math.sqrt(variance), cosines, lag } as const;
    const half = halfWidth(precision, fit, times.at(-1) ?? 0, 0.025);
    near(fit.slope - half, expected.low, 1e-10);
    near(fit.slope + half, expected.high, 1e-10);
  });
}
