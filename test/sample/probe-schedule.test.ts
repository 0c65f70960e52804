import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ProbeJob } from '../../src/sample/probe-message.ts';
import { COST_SHARE, jobsFor, ProbeSchedule, STALLING_COST_SHARE } from '../../src/sample/probe-schedule.ts';

const process = { target: 0, generation: 0, pid: 1, startTicks: 1, tree: true };
const pss: ProbeJob = { kind: 'pss', process };
const path: ProbeJob = { kind: 'path', name: 'state', path: '/state' };

test('whatever its readings cost, a job keeps to its share of the time', () => {
  const costs = fc.array(fc.double({ min: 0, max: 5_000, noNaN: true }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(
      fc.constantFrom(pss, path),
      costs,
      fc.integer({ min: 10, max: 60_000 }),
      (job, costsMs, everyMs) => {
        const schedule = new ProbeSchedule();
        let spentMs = 0;
        let runs = 0;
        for (const [index, costMs] of costsMs.entries()) {
          const nowMs = index * everyMs;
          if (schedule.due([job], new Set(), nowMs).length === 0) continue;
          const share = job.kind === 'pss' ? STALLING_COST_SHARE : COST_SHARE;
          // All before this one has had its time.
          assert.ok(spentMs <= share * nowMs + 1e-6, `${spentMs} ms spent of ${nowMs}`);
          schedule.begun(job);
          schedule.ended(job, nowMs, nowMs + costMs);
          spentMs += costMs;
          runs++;
        }
        assert.ok(runs >= 1);
      },
    ),
  );
});

test('a cheap job runs at every tick, a running or a resting one not at all', () => {
  const schedule = new ProbeSchedule();
  for (let nowMs = 0; nowMs < 1_000; nowMs += 100) {
    assert.deepEqual(schedule.due([path], new Set(), nowMs), [path]);
    schedule.begun(path);
    assert.deepEqual(schedule.due([path], new Set(), nowMs), []);
    schedule.ended(path, nowMs, nowMs + 1);
  }
  assert.deepEqual(schedule.due([path], new Set(['path state']), 2_000), []);
});

test('pidusage is asked about this machine only', () => {
  const kinds = (procRoot: string) =>
    jobsFor({ procRoot, paths: [], scrape: null }, [process]).map(({ kind }) => kind);
  assert.deepEqual(kinds('/proc'), ['tree', 'connections', 'pss', 'cross-check']);
  assert.deepEqual(kinds('/host/proc'), ['tree', 'connections', 'pss']);
});
