import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growthGate } from '../../scripts/bench/accuracy/baseline-growth.ts';
import { varianceFactor } from '../../scripts/bench/accuracy/baseline-mann-kendall.ts';
import { leastSquaresLine } from '../../scripts/bench/accuracy/baseline-ols.ts';
import { predictLinear } from '../../scripts/bench/accuracy/baseline-predict-linear.ts';
import { readingsOf } from '../../scripts/bench/accuracy/baseline-readings.ts';
import { senInterval } from '../../scripts/bench/accuracy/baseline-theil-sen.ts';
import { ONE_LOOK } from '../../scripts/bench/accuracy/method.ts';
import { baselines } from '../../scripts/bench/accuracy/methods.ts';
import { near } from '../trend/near.ts';
import { nile } from '../trend/reference-data.ts';
import { seeded, simulate, white } from '../trend/simulate.ts';
import { labelled } from './labelled.ts';

const river = {
  hours: Float64Array.from(nile, (_, year) => year),
  values: Float64Array.from(nile),
  sign: 1,
} as const;

test('least squares gives the slope of the Nile and its standard error, as scipy.stats.linregress', () => {
  const { slope, error } = leastSquaresLine(river.hours, river.values);
  near(slope, -2.7143054305430545, 1e-12);
  near(error, 0.5215540901574568, 1e-12);
});

test("Sen's slope of the Nile has the interval of scipy.stats.theilslopes", () => {
  const [low, high] = senInterval(river, { leak: 0.025, clean: 0.025 });
  near(low, -3.627906976744186, 1e-12);
  near(high, -1.4285714285714286, 1e-12);
});

test('the correlated ranks of the Nile widen the variance as the formula of Hamed and Rao says', () => {
  // numpy and scipy.stats.rankdata 1.17.1, all significant lags of statsmodels' acf.
  near(varianceFactor(river, -2.6), 2.1428983270987203, 1e-6);
});

test('the first tenth is no reading of a baseline, and neither is what the analysis leaves out', () => {
  const series = simulate(
    10 * 3600,
    60,
    () => 0,
    () => 0,
  );
  const { hours } = readingsOf({ ...labelled(series), excluded: [{ fromS: 7200, toS: 10_800 }] });
  assert.ok(hours.every((hour) => hour >= 1 && (hour < 2 || hour >= 3)));
  assert.ok(hours.some((hour) => hour < 1.1) && hours.some((hour) => hour > 9.9));
});

test('every baseline calls a steep line a leak and a flat one clean, whichever way is bad', () => {
  for (const { name, call } of baselines) {
    for (const direction of ['rise', 'fall'] as const) {
      const sign = direction === 'rise' ? 1 : -1;
      const steep = simulate(
        8 * 3600,
        20,
        (second) => 200 + (sign * 20 * second) / 3600,
        white(seeded(1), 1),
      );
      const flat = simulate(8 * 3600, 20, () => 200, white(seeded(2), 0.01));
      const better = simulate(
        8 * 3600,
        20,
        (second) => 200 - (sign * 20 * second) / 3600,
        white(seeded(3), 1),
      );
      const outcome = (series: typeof flat): string =>
        call({ ...labelled(series), direction }, ONE_LOOK).outcome;
      assert.deepEqual([outcome(steep), outcome(flat), outcome(better)], ['leak', 'clean', 'clean'], name);
    }
  }
});

test('predict_linear foretells when a line stands at the limit', () => {
  const series = simulate(
    4 * 3600,
    20,
    (second) => 100 + (3 * second) / 3600,
    () => 0,
  );
  const { hoursToLimit } = predictLinear.call({ ...labelled(series), limit: 130 }, ONE_LOOK);
  near(hoursToLimit ?? 0, 6, 0.01);
});

test('a growth of 11 % is over the gate, one of 9 % is not', () => {
  for (const [growth, outcome] of [
    [11, 'leak'],
    [9, 'clean'],
  ] as const) {
    const series = simulate(
      8 * 3600,
      60,
      (second) => (second < 4 * 3600 ? 100 : 100 + growth),
      () => 0,
    );
    assert.equal(growthGate.call(labelled(series), ONE_LOOK).outcome, outcome);
  }
});
