import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limitedTo, openPacer, type Pacer } from '../../../src/load/arrival/pacer.ts';
import type { Stage } from '../../../src/plan/load/model-plan.ts';
import { courseOf } from '../../../src/plan/load/rate-course.ts';

const rate = fc.oneof(
  fc.constant(0),
  fc.double({ min: 0.01, max: 20_000, noNaN: true }),
  fc.integer({ min: 1, max: 5000 }),
);
const stage: fc.Arbitrary<Stage> = fc.record({
  durationMs: fc.integer({ min: 1, max: 3_600_000 }),
  fromPerSecond: rate,
  toPerSecond: rate,
});
const stages = fc.array(stage, { minLength: 1, maxLength: 6 });

const stagePacer = (list: readonly Stage[]): Pacer => openPacer({ stages: list }, 1);

/** The expected number of arrivals by a time, straight from the definition. */
function expectedBy(list: readonly Stage[], timeMs: number): number {
  let arrivals = 0;
  let startMs = 0;
  let held = 0;
  for (const { durationMs, fromPerSecond, toPerSecond } of list) {
    held = toPerSecond;
    if (durationMs === null) break;
    const spentMs = Math.min(Math.max(0, timeMs - startMs), durationMs);
    const reached = fromPerSecond + ((toPerSecond - fromPerSecond) * spentMs) / durationMs;
    arrivals += (((fromPerSecond + reached) / 2) * spentMs) / 1000;
    startMs += durationMs;
  }
  return arrivals + (Math.max(0, timeMs - startMs) * held) / 1000;
}

/** How far two ways of computing the same number of arrivals may differ by rounding. */
function slack(arrivals: number): number {
  return 1e-6 + arrivals * 1e-9;
}

test('at a constant rate arrival i is due at i divided by the rate', () => {
  const pacer = stagePacer([{ durationMs: null, fromPerSecond: 1000, toPerSecond: 1000 }]);
  for (const index of [0, 1, 999, 123_456_789]) assert.equal(pacer.dueMs(index), index);
  const slow = stagePacer([{ durationMs: null, fromPerSecond: 10 / 60, toPerSecond: 10 / 60 }]);
  assert.ok(Math.abs(slow.dueMs(10) - 60_000) < 1e-6);
});

test('a ramp from zero reaches n arrivals after the square root of their share of the time', () => {
  const pacer = stagePacer([{ durationMs: 10_000, fromPerSecond: 0, toPerSecond: 100 }]);
  assert.equal(pacer.dueMs(0), 0);
  assert.ok(Math.abs(pacer.dueMs(125) - 5000) < 1e-6);
  assert.ok(Math.abs(pacer.dueMs(500) - 10_000) < 1e-6);
  assert.ok(Math.abs(pacer.dueMs(600) - 11_000) < 1e-6, 'the last rate holds');
});

test('nothing is due in a pause, and nothing ever after a rate that ends at zero', () => {
  const pacer = stagePacer([
    { durationMs: 1000, fromPerSecond: 10, toPerSecond: 10 },
    { durationMs: 5000, fromPerSecond: 0, toPerSecond: 0 },
    { durationMs: 1000, fromPerSecond: 10, toPerSecond: 10 },
    { durationMs: 1000, fromPerSecond: 0, toPerSecond: 0 },
  ]);
  assert.equal(pacer.dueMs(9), 900);
  assert.equal(pacer.dueMs(10), 6000);
  assert.equal(pacer.dueMs(19), 6900);
  assert.equal(pacer.dueMs(20), Number.POSITIVE_INFINITY);
});

test('due times never fall as the index rises', () => {
  fc.assert(
    fc.property(stages, fc.nat({ max: 1_000_000 }), (list, from) => {
      const pacer = stagePacer(list);
      let before = pacer.dueMs(from);
      for (let index = from + 1; index < from + 50; index++) {
        const due = pacer.dueMs(index);
        assert.ok(due >= before, `${index} at ${due}, the one before at ${before}`);
        before = due;
      }
    }),
  );
});

test('an arrival is never due before the load has come to it, nor later', () => {
  fc.assert(
    fc.property(stages, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
      const totalMs = list.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0);
      const index = Math.floor(expectedBy(list, totalMs * 1.1) * share);
      const dueMs = stagePacer(list).dueMs(index);
      if (dueMs === Number.POSITIVE_INFINITY) {
        assert.ok(expectedBy(list, totalMs * 2) <= index + slack(index));
        return;
      }
      const expected = expectedBy(list, dueMs);
      assert.ok(Math.abs(expected - index) <= slack(index), `${expected} expected by the time of ${index}`);
    }),
    { numRuns: 1000 },
  );
});

test('the number of arrivals due by any time is exact', () => {
  fc.assert(
    fc.property(stages, fc.double({ min: 0, max: 1.2, noNaN: true }), (list, share) => {
      const totalMs = list.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0);
      const timeMs = totalMs * share;
      const expected = expectedBy(list, timeMs);
      // So near a whole number rounding decides.
      fc.pre(Math.abs(expected - Math.round(expected)) > slack(expected));
      const pacer = stagePacer(list);
      const count = Math.floor(expected) + 1;
      assert.ok(pacer.dueMs(count - 1) <= timeMs, `arrival ${count - 1} is due by ${timeMs}`);
      assert.ok(pacer.dueMs(count) > timeMs, `arrival ${count} is due after ${timeMs}`);
    }),
    { numRuns: 1000 },
  );
});

test('a limited pacer ends at its count', () => {
  const pacer = limitedTo(3, stagePacer([{ durationMs: null, fromPerSecond: 10, toPerSecond: 10 }]));
  assert.deepEqual([0, 1, 2, 3, 4].map(pacer.dueMs), [
    0,
    100,
    200,
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ]);
});

test('the peak rate is the highest end of any stage', () => {
  const list = [
    { durationMs: 1000, fromPerSecond: 5, toPerSecond: 70 },
    { durationMs: null, fromPerSecond: 20, toPerSecond: 20 },
  ];
  assert.equal(courseOf({ stages: list }).peakPerSecond, 70);
});
