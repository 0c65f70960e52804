import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type LevelOutcome, nextLevel } from '../../../src/plan/load/level.ts';
import { beginText, endText, readLevelText } from '../../../src/plan/load/level-text.ts';
import type { SearchModel, SweepModel } from '../../../src/plan/load/model-plan.ts';
import { capacityOf } from '../../../src/plan/load/search.ts';

function model(parts: Partial<SearchModel> = {}): SearchModel {
  return {
    kind: 'search',
    of: 'users',
    from: 1,
    to: 10_000,
    holds: [],
    levelMs: 1000,
    confirmMs: 5000,
    within: 0.05,
    thinkTimeMs: 0,
    ...parts,
  };
}

/** A target that breaks above its limit; `steady`: of a longer time, its limit is lower. */
function run(search: SearchModel, limit: number, steady = limit): LevelOutcome[] {
  const done: LevelOutcome[] = [];
  for (let level = nextLevel(search, done); level !== null; level = nextLevel(search, done)) {
    assert.ok(done.length < 100, 'the search ends');
    const bound = level.step === 'confirm' ? steady : limit;
    const holds = level.value <= bound;
    done.push({ level, outcome: holds ? 'held' : 'broke', why: holds ? '' : 'too much' });
  }
  return done;
}

const values = (done: readonly LevelOutcome[]): string[] =>
  done.map(({ level, outcome }) => `${level.step} ${level.value} ${outcome}`);

test('levels double until one breaks, then the gap is bisected, then what held is confirmed for longer', () => {
  const done = run(model(), 22);
  assert.deepEqual(values(done), [
    ...[1, 2, 4, 8, 16].map((value) => `double ${value} held`),
    'double 32 broke',
    'bisect 24 broke',
    'bisect 20 held',
    'bisect 22 held',
    'bisect 23 broke',
    'confirm 22 held',
  ]);
  assert.deepEqual(
    done.map(({ level }) => level.durationMs),
    [...new Array(10).fill(1000), 5000],
  );
  assert.deepEqual(capacityOf(model(), done), {
    of: 'users',
    held: 22,
    broke: { value: 23, why: 'too much' },
    trouble: null,
  });
});

test('a limit anywhere is found as near as was asked for', () => {
  const limits = fc.integer({ min: 1, max: 9999 });
  fc.assert(
    fc.property(limits, fc.double({ min: 0.01, max: 0.3, noNaN: true }), (limit, within) => {
      const search = model({ within });
      const { held, broke } = capacityOf(search, run(search, limit));
      assert.ok(held !== null && held <= limit && broke !== null && broke.value > limit);
      assert.ok(broke.value - held <= Math.max(1, within * held), `${held} to ${broke.value}`);
    }),
  );
  fc.assert(
    fc.property(fc.double({ min: 10, max: 4999, noNaN: true }), (limit) => {
      const search = model({ of: 'rate', from: 10, to: 5000 });
      const { held, broke } = capacityOf(search, run(search, limit));
      assert.ok(held !== null && held <= limit && broke !== null && broke.value > limit);
      assert.ok(broke.value - held <= 0.05 * held + 1e-9);
    }),
  );
});

test('what holds for a moment only is searched on below', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 9000 }),
      fc.double({ min: 0.3, max: 1, noNaN: true }),
      (limit, share) => {
        const steady = Math.max(1, Math.floor(limit * share));
        const done = run(model(), limit, steady);
        const { held, broke } = capacityOf(model(), done);
        assert.ok(held !== null && held <= steady, `${held} of ${steady}`);
        assert.ok(broke !== null && broke.value > steady);
        assert.deepEqual([done.at(-1)?.level.step, done.at(-1)?.outcome], ['confirm', 'held']);
      },
    ),
  );
});

test('a target that bears all that may be tried is confirmed there, and one that bears nothing is told', () => {
  const top = model({ to: 100 });
  assert.deepEqual(values(run(top, 1e9)).slice(-2), ['double 100 held', 'confirm 100 held']);
  assert.deepEqual(capacityOf(top, run(top, 1e9)), { of: 'users', held: 100, broke: null, trouble: null });
  const none = run(model({ from: 8 }), 3);
  assert.deepEqual(values(none), ['double 8 broke']);
  assert.deepEqual(capacityOf(model({ from: 8 }), none).held, null);
});

test('a search that is taken up goes on where it was', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9999 }), fc.nat({ max: 30 }), (limit, cut) => {
      const whole = run(model(), limit);
      const before = whole.slice(0, cut);
      assert.deepEqual(nextLevel(model(), before), whole[before.length]?.level ?? null);
    }),
  );
});

test('a level that the generator could not send is tried again, and three times in a row end the search', () => {
  const done = run(model(), 5).slice(0, 2);
  const level = nextLevel(model(), done);
  assert.ok(level);
  const saturated = (): LevelOutcome => ({ level, outcome: 'saturated', why: '' });
  const twice = [...done, saturated(), saturated()];
  assert.equal(nextLevel(model(), twice)?.value, level.value);
  assert.equal(nextLevel(model(), [...twice, saturated()]), null);
  const { held, trouble } = capacityOf(model(), [...twice, saturated()]);
  assert.equal(held, null);
  assert.match(trouble ?? '', /fell behind at 4 users/);
});

test('a search that was cut short has no result', () => {
  const { held, trouble } = capacityOf(model(), run(model(), 22).slice(0, -1));
  assert.deepEqual([held, trouble], [null, 'the search was not over when the run ended']);
});

test('a sweep runs its levels in their order', () => {
  const sweep: SweepModel = {
    kind: 'sweep',
    of: 'rate',
    levels: [5, 10, 5],
    durationMs: null,
    operations: 30,
    thinkTimeMs: 0,
  };
  const done: LevelOutcome[] = [];
  for (let level = nextLevel(sweep, done); level !== null; level = nextLevel(sweep, done))
    done.push({ level, outcome: 'ended', why: '' });
  assert.deepEqual(
    done.map(({ level: { number, value, operations } }) => [number, value, operations]),
    [
      [1, 5, 30],
      [2, 10, 30],
      [3, 5, 30],
    ],
  );
});

test('what is told of a level is read back', () => {
  const outcome = fc.constantFrom('held', 'broke', 'saturated', 'ended', 'cut');
  const value = fc.oneof(
    fc.integer({ min: 1, max: 100_000 }),
    fc.double({ min: 1e-6, max: 1e7, noNaN: true }),
  );
  const step = fc.constantFrom('sweep', 'double', 'bisect', 'confirm');
  fc.assert(
    fc.property(fc.nat(), value, step, outcome, fc.string(), (number, value, step, ended, why) => {
      const of = Number.isInteger(value) ? 'users' : 'rate';
      const level = { number, of, value, step, durationMs: 1, operations: null } as const;
      const shared = { number, of, value, step };
      assert.deepEqual(readLevelText(beginText(level)), { ...shared, outcome: null, why: '' });
      assert.deepEqual(readLevelText(endText(level, ended, why)), { ...shared, outcome: ended, why });
    }),
  );
});
