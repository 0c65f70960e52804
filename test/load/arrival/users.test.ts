import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Arrivals } from '../../../src/load/arrival/arrivals.ts';
import { DueTimes } from '../../../src/load/arrival/due-times.ts';
import { WHOLE } from '../../../src/load/arrival/place.ts';
import { userArrivals } from '../../../src/load/arrival/users.ts';
import type { ClosedModel } from '../../../src/plan/load/model-plan.ts';

const FROM_THE_START = { startIndex: 0, limitOperations: null, ranMs: 0, share: WHOLE };

/** Each operation takes `serviceMs`; tells when each began. */
function simulate(arrivals: Arrivals, serviceMs: number, count: number): number[] {
  const began: number[] = [];
  const ends: number[] = [];
  while (began.length < count && !arrivals.exhausted) {
    const nextEnd = ends[0] ?? Number.POSITIVE_INFINITY;
    if (arrivals.dueMs <= nextEnd) {
      began.push(arrivals.dueMs);
      ends.push(arrivals.dueMs + serviceMs);
      arrivals.take();
    } else {
      ends.shift();
      arrivals.ended(nextEnd);
    }
  }
  return began;
}

test('moments come out in order, whatever the order they were put in', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 200 }), (moments) => {
      const due = new DueTimes(moments.length);
      for (const moment of moments) due.add(moment);
      const out: number[] = [];
      while (due.earliestMs !== Number.POSITIVE_INFINITY) {
        out.push(due.earliestMs);
        due.drop();
      }
      assert.deepEqual(
        out,
        [...moments].sort((a, b) => a - b),
      );
    }),
  );
});

test('no more operations begin than users have come, and none begins before its time', () => {
  const model = fc.record({
    kind: fc.constant('closed' as const),
    users: fc.integer({ min: 1, max: 50 }),
    thinkTimeMs: fc.integer({ min: 0, max: 2000 }),
    rampMs: fc.integer({ min: 1, max: 10_000 }),
  });
  fc.assert(
    fc.property(model, fc.integer({ min: 1, max: 500 }), (closed, serviceMs) => {
      const began = simulate(userArrivals(closed, 1, FROM_THE_START), serviceMs, 300);
      for (const [at, ms] of began.entries()) {
        assert.ok(ms >= (began[at - 1] ?? 0), 'in order');
        const here = Math.min(closed.users, Math.floor((ms * closed.users) / closed.rampMs + 1e-6) + 1);
        const underWay = began.slice(0, at + 1).filter((earlier) => earlier > ms - serviceMs + 1e-6).length;
        assert.ok(underWay <= here, `${underWay} under way, ${here} users at ${ms}`);
      }
    }),
  );
});

test('users come one after the other over the ramp', () => {
  const model: ClosedModel = { kind: 'closed', users: 4, thinkTimeMs: 0, rampMs: 1000 };
  assert.deepEqual(simulate(userArrivals(model, 1, FROM_THE_START), 10_000, 4), [0, 250, 500, 750]);
});

test('a load that goes on in the middle of its ramp has those who came, and the others come when they would have', () => {
  const model: ClosedModel = { kind: 'closed', users: 4, thinkTimeMs: 0, rampMs: 1000 };
  const place = { ...FROM_THE_START, startIndex: 17, ranMs: 600 };
  assert.deepEqual(simulate(userArrivals(model, 1, place), 10_000, 4), [0, 0, 0, 150]);
  const late = { ...place, ranMs: Number.POSITIVE_INFINITY };
  assert.deepEqual(simulate(userArrivals(model, 1, late), 10_000, 4), [0, 0, 0, 0]);
});

test('thinking has the spread it was given, and the same one from the same seed', () => {
  const pauses = (thinkSpread: NonNullable<ClosedModel['thinkSpread']>, seed: number): number[] => {
    const model: ClosedModel = { kind: 'closed', users: 1, thinkTimeMs: 100, thinkSpread };
    const began = simulate(userArrivals(model, seed, FROM_THE_START), 0, 4001);
    return began.slice(1).map((ms, at) => ms - (began[at] ?? 0));
  };
  const uniform = pauses({ kind: 'uniform', fromMs: 50, toMs: 150 }, 1);
  assert.ok(Math.min(...uniform) >= 50 - 1e-6 && Math.max(...uniform) <= 150 + 1e-6);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  // Four standard errors of 4,000: 100/√12 and 100 are their standard deviations.
  assert.ok(Math.abs(mean(uniform) - 100) < (4 * 28.9) / Math.sqrt(4000), String(mean(uniform)));
  const exponential = pauses({ kind: 'exponential' }, 1);
  assert.ok(Math.abs(mean(exponential) - 100) < (4 * 100) / Math.sqrt(4000), String(mean(exponential)));
  assert.deepEqual(exponential, pauses({ kind: 'exponential' }, 1));
  assert.notDeepEqual(exponential, pauses({ kind: 'exponential' }, 2));
});

test('a number of operations ends the arrivals, whoever is thinking', () => {
  const model: ClosedModel = { kind: 'closed', users: 3, thinkTimeMs: 10 };
  const arrivals = userArrivals(model, 1, { ...FROM_THE_START, limitOperations: 7 });
  assert.equal(simulate(arrivals, 5, 100).length, 7);
  assert.ok(arrivals.exhausted);
});
