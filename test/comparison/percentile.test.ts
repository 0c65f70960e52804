import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFigure } from '../../src/comparison/figure.ts';
import { meanWithError } from '../../src/comparison/mean-error.ts';
import { percentileFigure } from '../../src/comparison/percentile.ts';
import { Histogram } from '../../src/load/figure/histogram.ts';
import { noiseFrom } from './stored-nights.ts';

const TRIALS = 300;
/** Of normal errors: what 95 % of 300 intervals holds but for four of its standard errors. */
const LEAST_HELD = 0.95 - 4 * Math.sqrt((0.95 * 0.05) / TRIALS);
const DEVIATIONS = 2.18;

/** Sixty windows of 100 times each, e^z ms; `memory`: how much of a window's slowness the next one keeps. */
function timesFrom(noise: () => number, memory: number) {
  const whole = new Histogram();
  let slowness = 0;
  const windows = Array.from({ length: 60 }, () => {
    slowness = memory * slowness + Math.sqrt(1 - memory ** 2) * noise();
    const window = new Histogram();
    for (let operation = 0; operation < 100; operation += 1)
      window.record(Math.exp(noise() + (memory === 0 ? 0 : 0.3 * slowness)));
    whole.merge(window);
    return window;
  });
  return { windows, whole };
}

function held(percentile: number, z: number, memory: number, spread: number): number {
  const noise = noiseFrom(23);
  let count = 0;
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const figure = percentileFigure(timesFrom(noise, memory), percentile);
    assert.ok(isFigure(figure));
    if (Math.abs(figure.value - z * spread) <= DEVIATIONS * figure.error) count += 1;
  }
  return count / TRIALS;
}

for (const [percentile, z] of [
  [50, 0],
  [95, 1.645],
  [99, 2.326],
] as const) {
  test(`the error of a p${percentile} holds for windows that know nothing of each other`, () => {
    const share = held(percentile, z, 0, 1);
    assert.ok(share >= LEAST_HELD, `${share}`);
  });

  test(`the error of a p${percentile} holds where a slow window is followed by slow ones`, () => {
    // The sum of both noises is normal, too.
    const share = held(percentile, z, 0.6, Math.hypot(1, 0.3));
    // Of sixty windows few lie far apart enough to tell how slow spells come and go: a little is missed.
    assert.ok(share >= LEAST_HELD - 0.05, `${share}`);
  });
}

test('a percentile that few operations lie beyond is none', () => {
  const window = new Histogram();
  for (let operation = 0; operation < 50; operation += 1) window.record(1);
  const windows = Array.from({ length: 12 }, () => window);
  const whole = new Histogram();
  for (const each of windows) whole.merge(each);
  assert.equal(percentileFigure({ windows, whole }, 99), 'only 600 operations, 1000 are needed');
  assert.ok(isFigure(percentileFigure({ windows, whole }, 95)));
});

test('a mean is no surer for a rise, and less sure for readings that resemble their neighbours', () => {
  const noise = noiseFrom(4);
  const readings = Float64Array.from({ length: 120 }, noise);
  const rising = readings.map((value, index) => value + index);
  const { error } = meanWithError(readings);
  assert.ok(Math.abs(meanWithError(rising).error / error - 1) < 1e-6);
  const alike = readings.map((_, index) => readings[6 * Math.floor(index / 6)] ?? 0);
  assert.ok(meanWithError(alike).error > 1.5 * error);
});
