import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { assess } from '../../src/analysis/assess.ts';
import type { Assessment } from '../../src/analysis/assessment.ts';
import { parsePlan } from '../../src/plan/parse.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

const EVERY_S = 5;
const TARGET = { rssBytes: 60e6, anonBytes: 40e6, swapBytes: 0, pssBytes: null, vszBytes: 1e9 };

/** A soak of one flat target; `self` may take more as the hours go by. */
async function soak(
  context: TestContext,
  hours: number,
  self: { readonly rssPerHour?: number; readonly fdsPerHour?: number; readonly lagMs?: number },
  criteria: readonly string[] = ['anon.slope < 1MB/h'],
): Promise<Assessment> {
  const folder = temporaryFolder(context);
  const file = join(folder, 'soakd.db');
  const plan = `name: self\nduration: ${hours * 60}m\nwarmup: 1m\ntarget: { name: api, pid: 1 }\ncriteria: ${JSON.stringify(criteria)}\n`;
  const parsed = parsePlan(plan, { file: join(folder, 'plan.yaml') });
  const writer = await openStoreWriter(file);
  const run = await writer.createRun({
    id: 'k7bd92xq',
    name: 'self',
    planText: plan,
    planSha256: parsed.sha256,
    planJson: JSON.stringify(parsed.plan),
    startedWallMs: 0,
    bootId: 'boot',
    monotonicOriginMs: 0,
    hostJson: '{}',
    targets: ['api'],
    operations: [],
  });
  const phase = (second: number, text: string) => {
    const at = { monoMs: second * 1000, wallMs: second * 1000 };
    writer.write({ kind: 'event', run, ...at, event: 'phase', target: null, text, durationMs: null });
  };
  const endS = hours * 3600;
  phase(0, 'ready');
  phase(0, 'warm-up');
  phase(60, 'soak');
  const life = { target: 0, generation: 1, pid: 1, startTicks: 1, bootId: 'boot', command: 'api' };
  writer.write({
    kind: 'generation',
    run,
    ...life,
    startedMs: 0,
    endedMs: null,
    why: null,
    planned: false,
  });
  for (let second = 0; second <= endS; second += EVERY_S) {
    const at = { monoMs: second * 1000, wallMs: second * 1000 };
    const wobble = 4096 * ((second * 7) % 11);
    const others = { fds: 9, threads: 3, connections: 0, cpuPct: 1, readBytes: 0, writtenBytes: 0 };
    const of = { target: 0, generation: 1, skewMs: 0, processes: 1 };
    writer.write({
      kind: 'sample',
      run,
      ...at,
      ...of,
      ...TARGET,
      anonBytes: TARGET.anonBytes + wobble,
      ...others,
    });
    const { rssPerHour = 0, fdsPerHour = 0, lagMs = 5 } = self;
    const hoursIn = second / 3600;
    const fds = 40 + Math.floor(fdsPerHour * hoursIn);
    const rssBytes = 110e6 + rssPerHour * hoursIn + wobble;
    writer.write({
      kind: 'self',
      run,
      ...at,
      rssBytes,
      fds,
      cpuPct: 1,
      loopLagMs: lagMs,
      missedTicks: 0,
    });
    if (second % 5000 === 0) await writer.flush();
  }
  phase(endS, 'ended');
  writer.write({ kind: 'run-update', run, state: 'completed', phase: 'ended', observedMs: endS * 1000 });
  await writer.close();
  const reader = await openStoreReader(file);
  context.after(() => reader.close());
  return assess(reader, run, { untilMs: null, live: false });
}

test('a soakd that stays as it is takes nothing from a pass, and says what it took', async (context) => {
  const { verdict, criteria, self } = await soak(context, 2, {});
  assert.equal(verdict, 'pass');
  assert.deepEqual(
    self.criteria.map(({ rule, verdict: health }) => [rule, health]),
    [
      ['self.rss.slope < 5MB/h', 'pass'],
      ['self.fds.slope < 10/h', 'pass'],
      ['self.loopLag.p99 < 1s', 'pass'],
    ],
  );
  assert.ok((self.criteria[0]?.high ?? 9e9) < 5e6);
  assert.ok(criteria.every(({ rule }) => !rule.startsWith('self')));
  assert.deepEqual([self.fds, self.missedTicks, self.load], [40, 0, null]);
});

for (const [sick, self] of Object.entries({
  'grows by 20 MB an hour': { rssPerHour: 20e6 },
  'leaks 60 descriptors an hour': { fdsPerHour: 60 },
  'stands still for two seconds again and again': { lagMs: 2000 },
})) {
  test(`a soakd that ${sick} makes a pass inconclusive`, async (context) => {
    const { verdict, reason } = await soak(context, 2, self);
    assert.equal(verdict, 'inconclusive');
    assert.match(reason, /^soakd itself was not well: self\./);
  });
}

test('a short run says nothing against soakd, however it rises while it starts', async (context) => {
  const { verdict, self } = await soak(context, 0.25, { rssPerHour: 50e6, lagMs: 5 });
  assert.equal(verdict, 'pass');
  assert.match(self.criteria[0]?.reason ?? '', /^too short to tell from how soakd starts: rises 50 MB\/h/);
});

test("a plan's own rule on soakd is an ordinary criterion, and stands in the place of soakd's", async (context) => {
  const own = ['anon.slope < 1MB/h', 'self.rss.slope < 10MB/h'];
  const { verdict, self } = await soak(context, 2, { rssPerHour: 20e6 }, own);
  assert.equal(verdict, 'fail');
  assert.deepEqual(
    self.criteria.map(({ rule }) => rule),
    ['self.fds.slope < 10/h', 'self.loopLag.p99 < 1s'],
  );
});
