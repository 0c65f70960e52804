import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Look, newestLook, openLook, plannedLooks, standsEarly } from '../../src/verdict/look.ts';

const HOUR_MS = 3_600_000;
const durations = fc.double({ min: 1000, max: 1e10, noNaN: true });

function spent(looks: readonly Look[]): number {
  return looks.reduce((sum, { alpha }) => sum + alpha, 0);
}

test('a planned run is looked at 13 times, from a fifteenth of it on, each time after a quarter more', () => {
  const looks = plannedLooks(8 * HOUR_MS, 0.025);
  assert.deepEqual(
    looks.map(({ atMs }) => Math.round(atMs / 60_000)),
    [33, 41, 52, 64, 81, 101, 126, 157, 197, 246, 307, 384, 480],
  );
  assert.deepEqual(
    looks.map(({ number }) => number),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
  );
});

test('the last look is at the planned end itself, and all looks together spend the error rate', () => {
  fc.assert(
    fc.property(durations, fc.double({ min: 1e-9, max: 0.5, noNaN: true }), (plannedMs, alpha) => {
      const looks = plannedLooks(plannedMs, alpha);
      assert.equal(looks.at(-1)?.atMs, plannedMs);
      assert.ok((looks[0]?.atMs ?? 0) >= plannedMs / 16);
      assert.ok(Math.abs(spent(looks) - alpha) < 1e-12 * alpha);
    }),
  );
});

test('however long a run without planned end goes on, its looks never spend more than the error rate', () => {
  const looks = Array.from({ length: 1000 }, (_, place) => openLook(place + 1, 0.025));
  assert.ok(spent(looks) < 0.025 && spent(looks) > 0.0249);
  assert.equal(looks[0]?.atMs, 5 * 60_000);
  for (const [place, { atMs }] of looks.entries())
    if (place > 0) assert.ok(atMs > (looks[place - 1]?.atMs ?? 0));
});

test('the newest look is the last that is due, and there is none before the first', () => {
  assert.equal(newestLook(8 * HOUR_MS, 32 * 60_000, 0.025), null);
  assert.equal(newestLook(8 * HOUR_MS, 8 * HOUR_MS, 0.025)?.number, 13);
  assert.equal(newestLook(8 * HOUR_MS, 9 * HOUR_MS, 0.025)?.number, 13);
  assert.equal(newestLook(null, 5 * 60_000 - 1, 0.025), null);
  fc.assert(
    fc.property(fc.option(durations), durations, (plannedMs, observedMs) => {
      const newest = newestLook(plannedMs, observedMs, 0.025);
      if (newest === null) return;
      assert.ok(newest.atMs <= observedMs);
      const looks = plannedMs === null ? [] : plannedLooks(plannedMs, 0.025);
      const next = plannedMs === null ? openLook(newest.number + 1, 0.025) : looks[newest.number];
      assert.ok(next === undefined || next.atMs > observedMs);
    }),
  );
});

test('before the end only a trend over many correlation times counts, and none that only the range bounds', () => {
  assert.ok(standsEarly({ method: 'cosines', spanS: 5700, tauS: 100 }));
  assert.ok(!standsEarly({ method: 'cosines', spanS: 5600, tauS: 100 }));
  assert.ok(!standsEarly({ method: 'range', spanS: 5700, tauS: 1 }));
  assert.ok(!standsEarly({ method: null, spanS: 5700, tauS: 1 }));
});
