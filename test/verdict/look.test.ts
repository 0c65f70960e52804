import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  firstLook,
  type Look,
  looksUntil,
  openLook,
  plannedLooks,
  spendingOf,
  standsEarly,
} from '../../src/verdict/look.ts';

const HOUR_MS = 3_600_000;
const durations = fc.double({ min: 1000, max: 1e10, noNaN: true });

function spent(looks: readonly Look[]): number {
  return looks.reduce((sum, { alpha }) => sum + alpha, 0);
}

test('a planned run is looked at six times before its end, from a quarter of it on, each time after a quarter more', () => {
  const looks = plannedLooks(8 * HOUR_MS, 0.025);
  assert.deepEqual(
    looks.map(({ atMs }) => Math.round(atMs / 60_000)),
    [126, 157, 197, 246, 307, 384],
  );
  assert.deepEqual(
    looks.map(({ number }) => number),
    [1, 2, 3, 4, 5, 6],
  );
});

test('no look is before a quarter of the run or at its end, and all looks together spend the error rate', () => {
  fc.assert(
    fc.property(durations, fc.double({ min: 1e-9, max: 0.5, noNaN: true }), (plannedMs, alpha) => {
      const looks = plannedLooks(plannedMs, alpha);
      assert.ok(looks.every(({ atMs }) => atMs >= plannedMs / 4 && atMs < plannedMs));
      assert.ok(Math.abs(spent(looks) - alpha) < 1e-12 * alpha);
    }),
  );
});

test('looks that may end the run take half of the error rate from its end; others take nothing', () => {
  const ending = spendingOf(true);
  assert.deepEqual(ending, { looks: 0.0125, end: 0.0125 });
  assert.ok(Math.abs(spent(plannedLooks(HOUR_MS, ending.looks)) + ending.end - 0.025) < 1e-12);
  assert.equal(spendingOf(false).end, 0.025);
});

test('however long a run without planned end goes on, its looks never spend more than the error rate', () => {
  const looks = Array.from({ length: 1000 }, (_, place) => openLook(place + 1, 0.025));
  assert.ok(spent(looks) < 0.025 && spent(looks) > 0.0249);
  assert.equal(looks[0]?.atMs, 5 * 60_000);
  for (const [place, { atMs }] of looks.entries())
    if (place > 0) assert.ok(atMs > (looks[place - 1]?.atMs ?? 0));
});

test('looks are due one by one, and there is none before the first', () => {
  const due = (plannedMs: number | null, observedMs: number) =>
    looksUntil(plannedMs, observedMs, 0.025).map(({ number }) => number);
  assert.deepEqual(due(8 * HOUR_MS, 125 * 60_000), []);
  assert.deepEqual(due(8 * HOUR_MS, 126 * 60_000), [1]);
  assert.deepEqual(due(8 * HOUR_MS, 9 * HOUR_MS), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(due(null, 5 * 60_000 - 1), []);
  assert.deepEqual(due(null, 8 * 60_000), [1, 2, 3]);
  assert.equal(firstLook(8 * HOUR_MS, 0.025).atMs, plannedLooks(8 * HOUR_MS, 0.025)[0]?.atMs);
  fc.assert(
    fc.property(fc.option(durations), durations, (plannedMs, observedMs) => {
      const looks = looksUntil(plannedMs, observedMs, 0.025);
      assert.ok(looks.every(({ atMs, number }, place) => atMs <= observedMs && number === place + 1));
      const all = plannedMs === null ? [] : plannedLooks(plannedMs, 0.025);
      const next = plannedMs === null ? openLook(looks.length + 1, 0.025) : all[looks.length];
      assert.ok(next === undefined || next.atMs > observedMs);
      if (looks.length === 0) assert.ok(firstLook(plannedMs, 0.025).atMs > observedMs);
    }),
  );
});

test('before the end only a trend over many correlation times counts, or one far outside its interval', () => {
  const slope = { slopePerHour: 10, lowPerHour: 8.9, highPerHour: 11.1 };
  const steep = { slopePerHour: 10, lowPerHour: 9, highPerHour: 11 };
  const falling = { slopePerHour: -10, lowPerHour: -11, highPerHour: -9 };
  const unbounded = { slopePerHour: 10, lowPerHour: null, highPerHour: null };
  const long = { method: 'cosines', spanS: 5700, tauS: 100 } as const;
  const short = { method: 'cosines', spanS: 5600, tauS: 100 } as const;
  const range = { method: 'range', spanS: 5700, tauS: 1 } as const;
  assert.ok(standsEarly({ ...long, ...slope }));
  assert.ok(!standsEarly({ ...short, ...slope }));
  assert.ok(standsEarly({ ...short, ...steep }));
  assert.ok(!standsEarly({ ...range, ...slope }));
  assert.ok(standsEarly({ ...range, ...steep }));
  assert.ok(standsEarly({ ...range, ...falling }));
  assert.ok(!standsEarly({ ...range, ...unbounded }));
});
