import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ObservedTime } from '../../src/soak/observed-time.ts';

test('time is observed from the begin on, without what was lost', () => {
  const time = new ObservedTime();
  assert.equal(time.until(5000), 0);
  time.begin(5000);
  time.lose(300);
  assert.equal(time.until(7000), 1700);
});

test('in a pause it stands still, and nothing can be lost of it', () => {
  const time = new ObservedTime();
  time.begin(1000);
  time.pause(3000);
  // A second word for the same pause.
  time.pause(3500);
  time.lose(400);
  assert.deepEqual([time.paused, time.until(3000), time.until(9000)], [true, 2000, 2000]);
  time.resume(8000);
  time.resume(8500);
  assert.deepEqual([time.paused, time.until(9000)], [false, 3000]);
});

test('what an earlier soakd observed is the begin of it', () => {
  const time = new ObservedTime();
  time.begin(100_000, 60_000);
  assert.equal(time.until(101_000), 61_000);
});
