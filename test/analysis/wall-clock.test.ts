import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wallClock } from '../../src/analysis/wall-clock.ts';

const started = 1_000_000;
// Between the second and the third tick the machine slept for an hour.
const ticks = {
  monoMs: Float64Array.of(10, 1010, 2010),
  values: Float64Array.of(started + 10, started + 1010, started + 3_602_010),
};

test('a moment is counted from the tick before it, and from the begin before the first', () => {
  const at = wallClock(started, ticks);
  assert.deepEqual(
    [0, 10, 500, 1010, 2009, 2010, 5000].map((ms) => at(ms) - started),
    [0, 10, 500, 1010, 2009, 3_602_010, 3_605_000],
  );
});

test('whoever goes back is told the same', () => {
  const at = wallClock(started, ticks);
  at(5000);
  assert.equal(at(500) - started, 500);
});

test('without a tick it is the clock of the begin', () => {
  const at = wallClock(started, { monoMs: new Float64Array(), values: new Float64Array() });
  assert.equal(at(700) - started, 700);
});
