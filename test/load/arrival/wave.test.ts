import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openPacer, type Pacer } from '../../../src/load/arrival/pacer.ts';
import type { Burst, Sine } from '../../../src/plan/load/model-plan.ts';
import { courseOf } from '../../../src/plan/load/rate-course.ts';

type Wave = { readonly quiet: number; readonly wave: Burst | Sine };

const burst: fc.Arbitrary<Wave> = fc
  .record({
    quiet: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 500 })),
    everyMs: fc.integer({ min: 100, max: 600_000 }),
    share: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    perSecond: fc.integer({ min: 1, max: 5000 }),
  })
  .map(({ quiet, everyMs, share, perSecond }) => ({
    quiet,
    wave: { kind: 'burst', everyMs, forMs: Math.max(1, Math.round(everyMs * share)), perSecond },
  }));

const sine: fc.Arbitrary<Wave> = fc
  .record({
    periodMs: fc.integer({ min: 1000, max: 86_400_000 }),
    low: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 100 })),
    more: fc.integer({ min: 1, max: 1000 }),
  })
  .map(({ periodMs, low, more }) => ({
    quiet: 0,
    wave: { kind: 'sine', periodMs, lowPerSecond: low, highPerSecond: low + more },
  }));

const waves = fc.oneof(burst, sine);

function pacerOf({ quiet, wave }: Wave): Pacer {
  const stages = [{ durationMs: null, fromPerSecond: quiet, toPerSecond: quiet }];
  return openPacer({ stages, wave }, 1);
}

/** Straight from what the keys say: the time spent in bursts, or the mean rate less what a half-wave lags behind. */
function expectedBy({ quiet, wave }: Wave, ms: number): number {
  if (wave.kind === 'burst') {
    const rounds = Math.floor(ms / wave.everyMs);
    const intoRound = ms - rounds * wave.everyMs;
    const burstMs = rounds * wave.forMs + Math.max(0, intoRound - (wave.everyMs - wave.forMs));
    return (burstMs * wave.perSecond + (ms - burstMs) * quiet) / 1000;
  }
  const { periodMs, lowPerSecond, highPerSecond } = wave;
  const lag = ((highPerSecond - lowPerSecond) / 2) * Math.sin((2 * Math.PI * ms) / periodMs);
  return (((lowPerSecond + highPerSecond) / 2) * ms - (lag * periodMs) / (2 * Math.PI)) / 1000;
}

const periodOf = ({ wave }: Wave): number => (wave.kind === 'burst' ? wave.everyMs : wave.periodMs);
/** How far two ways of computing the same number of arrivals may differ by rounding. */
const slack = (arrivals: number): number => 1e-5 + arrivals * 1e-9;

test('the number of arrivals of a wave that are due by any time is exact, and none is early', () => {
  fc.assert(
    fc.property(waves, fc.double({ min: 0, max: 4, noNaN: true }), (wave, periods) => {
      const timeMs = periods * periodOf(wave);
      const expected = expectedBy(wave, timeMs);
      // So near a whole number rounding decides.
      fc.pre(Math.abs(expected - Math.round(expected)) > slack(expected));
      const pacer = pacerOf(wave);
      const count = Math.floor(expected) + 1;
      assert.ok(pacer.dueMs(count - 1) <= timeMs, `arrival ${count - 1} is due by ${timeMs}`);
      assert.ok(pacer.dueMs(count) > timeMs, `arrival ${count} is due after ${timeMs}`);
    }),
    { numRuns: 1000 },
  );
});

test('due times of a wave never fall as the index rises, over many periods', () => {
  fc.assert(
    fc.property(waves, fc.nat({ max: 1_000_000 }), (wave, from) => {
      const pacer = pacerOf(wave);
      let before = pacer.dueMs(from);
      for (let index = from + 1; index < from + 50; index++) {
        const due = pacer.dueMs(index);
        assert.ok(due >= before, `${index} at ${due}, the one before at ${before}`);
        before = due;
      }
    }),
  );
});

test('the area under a wave and its inverse agree, and the rate is its slope', () => {
  fc.assert(
    fc.property(waves, fc.double({ min: 0.01, max: 3, noNaN: true }), (wave, periods) => {
      const { quiet } = wave;
      const stages = [{ durationMs: null, fromPerSecond: quiet, toPerSecond: quiet }];
      const course = courseOf({ stages, wave: wave.wave });
      const ms = periods * periodOf(wave);
      const arrivals = course.arrivalsBy(ms);
      assert.ok(Math.abs(arrivals - expectedBy(wave, ms)) <= slack(arrivals));
      const back = course.arrivalsBy(course.momentOf(arrivals));
      assert.ok(Math.abs(back - arrivals) <= slack(arrivals), `${back} for ${arrivals}`);
      assert.ok(course.perSecondAt(ms) <= course.peakPerSecond + 1e-9);
    }),
    { numRuns: 500 },
  );
});

test('a burst comes at the end of each of its periods', () => {
  const pacer = pacerOf({ quiet: 0, wave: { kind: 'burst', everyMs: 1000, forMs: 200, perSecond: 10 } });
  assert.deepEqual([0, 1, 2, 3, 4].map(pacer.dueMs), [800, 900, 1800, 1900, 2800]);
});

test('a day begins at its lowest rate: half of the arrivals of its first half come in the last third of it', () => {
  const wave = { kind: 'sine', periodMs: 86_400_000, lowPerSecond: 0, highPerSecond: 10 } as const;
  const pacer = pacerOf({ quiet: 0, wave });
  const half = 5 * 43_200;
  assert.ok(Math.abs(pacer.dueMs(half) - 43_200_000) < 1);
  assert.ok(pacer.dueMs(half / 2) > (2 / 3) * 43_200_000 - 1e6 && pacer.dueMs(half / 2) < 43_200_000);
});
