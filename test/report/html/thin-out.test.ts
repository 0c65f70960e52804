import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { thinOut } from '../../../src/report/html/thin-out.ts';

const series = (seconds: readonly number[], values: readonly number[]) => ({
  seconds: Float64Array.from(seconds),
  values: Float64Array.from(values),
});
const everySecond = (values: readonly number[]) =>
  series(
    values.map((_, index) => index),
    values,
  );

test('few points stay as they are', () => {
  assert.deepEqual(thinOut(everySecond([3, 1, 2]), 10), { seconds: [0, 1, 2], values: [3, 1, 2] });
});

test('of many, the lowest and the highest of any series are still there, at their own times', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 50, maxLength: 400 }),
      (values) => {
        const { seconds, values: kept } = thinOut(everySecond(values), 40);
        assert.ok(kept.length <= 44, `${kept.length} points`);
        assert.ok(kept.includes(Math.min(...values)) && kept.includes(Math.max(...values)));
        assert.deepEqual(
          seconds,
          seconds.toSorted((a, b) => a - b),
        );
        for (const [index, second] of seconds.entries()) assert.equal(kept[index], values[second]);
      },
    ),
  );
});

test('one spike among thousands is kept', () => {
  const values = Array.from({ length: 28_800 }, (_, second) => (second === 12_345 ? 99 : 1));
  const { seconds, values: kept } = thinOut(everySecond(values), 500);
  assert.equal(seconds[kept.indexOf(99)], 12_345);
});

test('where nothing was read, and where another process follows, the line ends', () => {
  const gap = thinOut(series([0, 1, 2, 60, 61], [1, 1, 1, 2, 2]), 100);
  assert.deepEqual(gap, { seconds: [0, 1, 2, 31, 60, 61], values: [1, 1, 1, null, 2, 2] });
  const restart = thinOut(everySecond([5, 6, 1, 2]), 100, Float64Array.of(1, 1, 2, 2));
  assert.deepEqual(restart.values, [5, 6, null, 1, 2]);
});

test('nothing is nothing', () => {
  assert.deepEqual(thinOut(everySecond([]), 100), { seconds: [], values: [] });
});
