import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type KeptRun, planCare } from '../../src/retention/plan-care.ts';
import { DEFAULT_POLICY, KEEP_ALL, type RetentionPolicy } from '../../src/retention/policy.ts';

const DAY_MS = 86_400_000;
const NOW_MS = 1000 * DAY_MS;

function runOf(number: number, overrides: Partial<KeptRun> = {}): KeptRun {
  return {
    run: number,
    id: `run${number}`,
    name: 'nightly',
    startedWallMs: 0,
    endedWallMs: NOW_MS - (100 - number) * DAY_MS,
    isProtected: false,
    canThin: true,
    rawBytes: 900,
    restBytes: 100,
    ...overrides,
  };
}

function planned(runs: readonly KeptRun[], policy: Partial<RetentionPolicy>, usedBytes = 0): string[] {
  return planCare(runs, { ...KEEP_ALL, ...policy }, { nowMs: NOW_MS, usedBytes }).map(
    ({ action, run }) => `${action} ${run.run}`,
  );
}

const hundred = Array.from({ length: 100 }, (_, index) => runOf(index));

test('a run is thinned when it ended long enough ago, and deleted when it ended longer ago still', () => {
  const runs = [runOf(5), runOf(50), runOf(95)];
  assert.deepEqual(planned(runs, { thinAfterMs: 14 * DAY_MS, keepForMs: 90 * DAY_MS }), [
    'delete 5',
    'thin 50',
  ]);
  assert.deepEqual(planned([runOf(50, { canThin: false })], { thinAfterMs: DAY_MS }), []);
});

test('the newest runs are kept; alone, that means that all others go', () => {
  assert.deepEqual(planned(hundred.slice(0, 4), { keepNewest: 2 }), ['delete 0', 'delete 1']);
  assert.deepEqual(planned(hundred.slice(0, 4), { keepNewest: 3, keepForMs: DAY_MS }), ['delete 0']);
  assert.deepEqual(planned(hundred.slice(0, 4), { keepNewest: 0 }).length, 4);
});

test('named runs go when nothing else is asked, and nothing else goes', () => {
  const only = new Set(['run3', 'run7']);
  assert.deepEqual(planned(hundred, { only }), ['delete 3', 'delete 7']);
  assert.deepEqual(planned(hundred, { only, thinAfterMs: 0 }), ['thin 3', 'thin 7']);
  assert.deepEqual(planned(hundred, {}), []);
});

test('to fit a size, the oldest are thinned first; only when that is not enough are runs deleted', () => {
  const runs = hundred.slice(0, 4);
  assert.deepEqual(planned(runs, { maxBytes: 3000 }, 4000), ['thin 0', 'thin 1']);
  assert.deepEqual(planned(runs, { maxBytes: 250 }, 4000), ['delete 0', 'delete 1', 'thin 2', 'thin 3']);
  assert.deepEqual(planned(runs, { maxBytes: 250, keepNewest: 3 }, 4000), [
    'delete 0',
    'thin 1',
    'thin 2',
    'thin 3',
  ]);
});

test('by itself the daemon never deletes the newest run of a plan, however far ahead the clock is', () => {
  const runs = [runOf(0, { name: 'weekly' }), runOf(1), runOf(2)];
  const steps = planCare(runs, DEFAULT_POLICY, { nowMs: NOW_MS + 40_000 * DAY_MS, usedBytes: 0 });
  assert.deepEqual(
    steps.map(({ action, run }) => `${action} ${run.run}`),
    ['delete 1', 'thin 0', 'thin 2'],
  );
});

test('whatever is asked for: running, protected and other runs stay, and a size is kept if it can be', () => {
  const anyRun = fc.record({
    ended: fc.boolean(),
    isProtected: fc.boolean(),
    canThin: fc.boolean(),
    ageDays: fc.integer({ min: -5, max: 200 }),
    rawBytes: fc.nat(1000),
    restBytes: fc.nat(1000),
  });
  const anyPolicy = fc.record({
    thinAfterMs: fc.option(fc.nat(200 * DAY_MS)),
    keepForMs: fc.option(fc.nat(200 * DAY_MS)),
    keepNewest: fc.option(fc.nat(10)),
    keepNewestOfPlan: fc.boolean(),
    maxBytes: fc.option(fc.nat(5000)),
    only: fc.option(fc.uniqueArray(fc.nat(10)).map((numbers) => new Set(numbers.map((one) => `run${one}`)))),
  });
  fc.assert(
    fc.property(fc.array(anyRun, { maxLength: 10 }), anyPolicy, (drawn, policy) => {
      const runs = drawn.map(({ ended, ageDays, ...rest }, index) =>
        runOf(index, { ...rest, endedWallMs: ended ? NOW_MS - ageDays * DAY_MS : null }),
      );
      const usedBytes = runs.reduce((sum, { rawBytes, restBytes }) => sum + rawBytes + restBytes, 0);
      const steps = planCare(runs, policy, { nowMs: NOW_MS, usedBytes });
      assert.equal(new Set(steps.map(({ run }) => run)).size, steps.length, 'one step for a run');
      for (const { run, action } of steps) {
        assert.ok(run.endedWallMs !== null && !run.isProtected);
        assert.ok(policy.only === null || policy.only.has(run.id));
        assert.ok(action === 'delete' || run.canThin);
        if (action === 'delete') assert.ok(run.run < runs.length - (policy.keepNewest ?? 0));
      }
      const leftBytes = usedBytes - steps.reduce((sum, { freesBytes }) => sum + freesBytes, 0);
      if (policy.maxBytes === null || leftBytes <= policy.maxBytes) return;
      const stay = runs.filter((run) => !steps.some((step) => step.run === run && step.action === 'delete'));
      const newest = runs.toReversed().slice(0, policy.keepNewest ?? 0);
      for (const run of stay)
        assert.ok(
          run.endedWallMs === null ||
            run.isProtected ||
            newest.includes(run) ||
            policy.only?.has(run.id) === false ||
            policy.keepNewestOfPlan,
        );
    }),
  );
});
