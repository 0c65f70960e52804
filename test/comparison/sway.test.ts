import assert from 'node:assert/strict';
import { test } from 'node:test';
import { swayOf } from '../../src/comparison/sway.ts';

const TIME = { isSwayed: true, isSlope: false, mostWaits: 4 } as const;

/** A time of so many ms in the run and its baseline, and the lateness of the generator in each. */
function sway(timesMs: readonly [number, number], lateMs: readonly [number, number]): number {
  const [run, baseline] = timesMs.map((ms) => ({ value: Math.log(ms), error: 0, whole: 1 }));
  assert.ok(run !== undefined && baseline !== undefined);
  const [runMs, baselineMs] = lateMs;
  return swayOf(TIME, { run, baseline }, { runMs, baselineMs, sway: Math.log(runMs / baselineMs), drift: 0 });
}

test('a time that is made of waiting may be longer in proportion', () => {
  assert.ok(Math.abs(sway([4, 4], [10, 2]) - Math.log(5)) < 1e-9);
});

test('a long time may be longer by what waits can add, and no more', () => {
  assert.ok(Math.abs(sway([1000, 1000], [10, 2]) - Math.log(1.032)) < 1e-9);
});

test('on the quieter machine a time may hide as much', () => {
  assert.ok(Math.abs(sway([4, 4], [2, 10]) + Math.log(5)) < 1e-9);
  assert.ok(Math.abs(sway([1000, 2000], [2, 10]) + Math.log(1.032)) < 1e-9);
});

test('what no busy machine makes worse is not swayed', () => {
  const figures = { run: { value: 1, error: 0, whole: 1 }, baseline: { value: 1, error: 0, whole: 1 } };
  const busy = { runMs: 10, baselineMs: 1, sway: 2.3, drift: 1 };
  assert.equal(swayOf({ isSwayed: false, isSlope: false }, figures, busy), 0);
  assert.equal(swayOf(TIME, figures, null), 0);
});
