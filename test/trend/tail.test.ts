import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Precision } from '../../src/trend/precision.ts';
import { tailSlopes } from '../../src/trend/tail.ts';
import { seeded, simulate, white } from './simulate.ts';

const HOUR = 3600;
const SPAN = 8 * HOUR;

/** Errors of the last half, 35 and 25 % of a line whose scatter is `deviations` before and after three quarters. */
function errors(deviations: readonly [number, number], whole: number): readonly number[] {
  const noise = white(seeded(1), 1);
  const { seconds, values } = simulate(
    SPAN,
    60,
    (second) => second / HOUR,
    () => 0,
  );
  const scattered = values.map(
    (value, index) => value + deviations[(seconds[index] ?? 0) < 0.75 * SPAN ? 0 : 1] * noise(),
  );
  const precision: Precision = { kind: 'cosines', deviation: whole, cosines: 12, lag: 1 };
  const alphas = { alphaLow: 0.025, alphaHigh: 0.025 };
  return tailSlopes(seconds, scattered, 0, precision, 0, alphas).map(({ errorPerHour }) => errorPerHour);
}

test('an end that looks calmer than the whole is as uncertain as the whole', () => {
  const [half, , quarter] = errors([1, 0.1], 1);
  // √12 / (n^½ T) of 240 and of 120 readings a minute apart, and t with 12 degrees of freedom in place of a normal.
  assert.ok(half !== undefined && Math.abs(half - Math.sqrt(12 / 240) / 4) < 0.01, `${half}`);
  assert.ok(quarter !== undefined && Math.abs(quarter - Math.sqrt(12 / 120) / 2) < 0.02, `${quarter}`);
});

test('an end noisier than the whole is as uncertain as it is by itself', () => {
  const [, , quarter] = errors([0.1, 4], 1);
  assert.ok(quarter !== undefined && quarter > 2 * (Math.sqrt(12 / 120) / 2), `${quarter}`);
});
