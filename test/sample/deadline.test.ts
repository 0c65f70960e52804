import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dueTick, newestDue } from '../../src/sample/deadline.ts';

const everyMs = fc.oneof(
  fc.integer({ min: 1, max: 3_600_000 }),
  fc.double({ min: 0.1, max: 1e6, noNaN: true }),
);
const wakes = fc.array(fc.double({ min: 0, max: 30_000, noNaN: true }), { maxLength: 60 });

test('whenever it wakes, each deadline is taken once or counted as missed', () => {
  fc.assert(
    fc.property(everyMs, wakes, (every, sleepsMs) => {
      let elapsedMs = 0;
      let last = 0;
      let accounted = 0;
      for (const sleepMs of sleepsMs) {
        elapsedMs += sleepMs;
        const due = dueTick(last, elapsedMs, every);
        if (due === null) continue;
        assert.ok(due.index > last);
        assert.equal(due.dueMs, due.index * every);
        assert.ok(due.dueMs <= elapsedMs, 'never before its time');
        assert.ok((due.index + 1) * every > elapsedMs, 'never an older one than due');
        accounted += 1 + due.missed;
        last = due.index;
      }
      assert.equal(accounted, last);
      assert.equal(last, newestDue(elapsedMs, every));
    }),
  );
});

test('a late tick moves no later one', () => {
  assert.deepEqual(dueTick(0, 140, 100), { index: 1, dueMs: 100, missed: 0 });
  assert.equal(dueTick(1, 199, 100), null);
  assert.deepEqual(dueTick(1, 200, 100), { index: 2, dueMs: 200, missed: 0 });
  assert.deepEqual(dueTick(2, 750, 100), { index: 7, dueMs: 700, missed: 4 });
});
