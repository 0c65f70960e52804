import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { compareRuns } from '../../src/comparison/compare.ts';
import type { Comparison } from '../../src/comparison/comparison.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { type Night, storeNights } from './stored-nights.ts';

const QUIET: readonly Night[] = Array.from({ length: 8 }, () => ({}));

/** The last night with the one before, after eight quiet ones. */
async function compareLast(
  context: TestContext,
  last: Night,
  before: readonly Night[] = QUIET,
): Promise<Comparison> {
  const file = join(temporaryFolder(context), 'soakd.db');
  await storeNights(file, [...before, last]);
  using reader = await openStoreReader(file);
  const [run, baseline] = [before.length + 1, before.length].map((number) =>
    reader.readRun(reader.findRun(`n${number}`).run),
  );
  assert.ok(run !== undefined && baseline !== undefined);
  return compareRuns(reader, run, baseline, { differing: [], adjust: (measures) => measures });
}

function verdictsOf({ metrics }: Comparison, verdict: string): string[] {
  return metrics.filter((metric) => metric.verdict === verdict).map(({ metric }) => metric);
}

function metricOf({ metrics }: Comparison, name: string) {
  const found = metrics.find(({ metric }) => metric === name);
  assert.ok(found !== undefined, name);
  return found;
}

test('two nights of one build are the same', async (context) => {
  const comparison = await compareLast(context, {});
  assert.equal(comparison.verdict, 'same', comparison.reason);
  assert.deepEqual(comparison.learnedFrom, ['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8']);
  assert.deepEqual(verdictsOf(comparison, 'regressed'), []);
});

test('every pair of nights of one build is the same, and none of a worse build is', async (context) => {
  const file = join(temporaryFolder(context), 'soakd.db');
  const plain = await storeNights(file, [...QUIET, { memory: 1.2 }]);
  using reader = await openStoreReader(file);
  const facts = plain.map((id) => reader.readRun(reader.findRun(id).run));
  const found = facts.flatMap((run, later) =>
    facts.slice(0, later).map((baseline) => {
      const options = { differing: [], adjust: <Kept>(kept: Kept) => kept };
      const { verdict, reason } = compareRuns(reader, run, baseline, options);
      return { pair: `${run.id} ${baseline.id}: ${reason}`, verdict, worse: run.id === plain.at(-1) };
    }),
  );
  assert.equal(found.length, 36);
  for (const { pair, verdict, worse } of found) assert.equal(verdict, worse ? 'regressed' : 'same', pair);
});

test('a fifth more memory has regressed, and nothing else has', async (context) => {
  const comparison = await compareLast(context, { memory: 1.2 });
  assert.equal(comparison.verdict, 'regressed');
  assert.deepEqual(verdictsOf(comparison, 'regressed'), ['anon', 'rss']);
  const { difference, baseline, noiseFloor } = metricOf(comparison, 'anon');
  assert.ok(Math.abs((difference ?? 0) / (baseline ?? 1) - 0.2) < 0.06, `${difference} of ${baseline}`);
  assert.ok((noiseFloor ?? 0) < (difference ?? 0));
});

test('a sleep in a share of the operations shows in the percentiles that it reaches', async (context) => {
  const comparison = await compareLast(context, { sleep: { ms: 20, share: 0.04 } });
  assert.equal(comparison.verdict, 'regressed');
  const times = verdictsOf(comparison, 'regressed');
  assert.ok(times.includes('latency.p99'), String(times));
  assert.ok(!times.includes('latency.p50'), String(times));
});

test('less memory is better', async (context) => {
  const comparison = await compareLast(context, { memory: 0.7 });
  assert.equal(comparison.verdict, 'better', comparison.reason);
  assert.deepEqual(verdictsOf(comparison, 'better'), ['anon', 'rss']);
});

test('operations that fail have regressed', async (context) => {
  const comparison = await compareLast(context, { failedPerS: 1, verdict: 'fail' });
  assert.equal(comparison.verdict, 'regressed');
  assert.deepEqual(verdictsOf(comparison, 'regressed'), ['errors']);
  assert.ok(Math.abs((metricOf(comparison, 'errors').difference ?? 0) - 0.02) < 0.001);
});

test('a closed load that gets less done has regressed, and what is compared is the same work', async (context) => {
  const comparison = await compareLast(context, { rate: 40 });
  assert.ok(verdictsOf(comparison, 'regressed').includes('throughput'));
  assert.deepEqual(comparison.stretch, { unit: 'operations', from: 250, to: 2400 });
});

test('without earlier runs only what is far off can be told', async (context) => {
  const near = await compareLast(context, { memory: 1.03 }, [{}]);
  assert.deepEqual([near.learnedFrom, verdictsOf(near, 'regressed')], [[], []]);
  const far = await compareLast(context, { memory: 3 }, [{}]);
  assert.ok(verdictsOf(far, 'regressed').includes('anon'));
});

test('a week with a slower build among the earlier runs does not blind the comparison', async (context) => {
  const slow = { sleep: { ms: 30, share: 1 }, memory: 1.5 };
  const before = [...QUIET.slice(0, 4), slow, slow, ...QUIET];
  const comparison = await compareLast(context, { memory: 1.2 }, before);
  assert.equal(comparison.learnedFrom.length, before.length);
  assert.deepEqual(verdictsOf(comparison, 'regressed'), ['anon', 'rss']);
});

for (const [what, night, why] of [
  ['was interrupted', { state: 'interrupted', seconds: 40 }, /run n9 was interrupted/],
  ['lost its target', { state: 'lost' }, /run n9 was lost/],
  ['had a generator that fell behind', { saturated: true }, /the load generator fell behind in 60 of 60 s/],
  ['was inconclusive', { verdict: 'inconclusive' }, /run n9 was inconclusive/],
] as const) {
  test(`a run that ${what} is the same as no other`, async (context) => {
    const comparison = await compareLast(context, night);
    assert.equal(comparison.verdict, 'cannot tell');
    assert.match(comparison.reason, why);
  });
}

test('what a busier machine may explain is no regression, and nothing that it hides is the same', async (context) => {
  const busy = await compareLast(context, { busier: 3 });
  assert.equal(busy.verdict, 'cannot tell');
  assert.match(busy.reason, /^the machine was busier in the run: latency\.p50, /);
  assert.ok(Math.abs((busy.lateness?.runMs ?? 0) / (busy.lateness?.baselineMs ?? 1) - 3) < 0.3);
  const idle = await compareLast(context, { busier: 1 / 3 });
  assert.equal(idle.verdict, 'cannot tell');
  assert.match(idle.reason, /^the machine was less busy in the run: /);
  const slower = await compareLast(context, { busier: 3, memory: 1.2, sleep: { ms: 500, share: 0.5 } });
  assert.deepEqual(verdictsOf(slower, 'regressed').slice(-2), ['anon', 'rss']);
  assert.ok(verdictsOf(slower, 'regressed').includes('latency.p95'));
});

test('what the baseline had and the run has not is the same as nothing', async (context) => {
  const comparison = await compareLast(context, { rate: 500 });
  const { verdict, reason } = metricOf(comparison, 'latency.p99');
  assert.deepEqual([comparison.verdict, verdict], ['cannot tell', 'cannot tell']);
  assert.match(reason, /^in the run only \d windows of times$/);
});

test('a service that is only watched is compared at the same time', async (context) => {
  const watched = QUIET.map((night) => ({ ...night, watched: true }));
  const same = await compareLast(context, { watched: true }, watched);
  assert.deepEqual([same.verdict, same.lateness], ['same', null], same.reason);
  assert.deepEqual(same.stretch, { unit: 'seconds', from: 5, to: 60 });
  const more = await compareLast(context, { watched: true, memory: 1.2 }, watched);
  assert.deepEqual(verdictsOf(more, 'regressed'), ['anon', 'rss']);
});

test('a target that only one of two plans has is not compared', async (context) => {
  const comparison = await compareLast(context, { target: 'renamed' });
  for (const name of ['anon', 'anon.slope', 'fds.slope']) {
    const { verdict, reason, run, baseline } = metricOf(comparison, name);
    assert.deepEqual([verdict, reason, baseline], [null, 'in the baseline there is no such target', null]);
    assert.notEqual(run, null);
  }
});

test('a generator that fell behind blurs what the load measured, and not memory', async (context) => {
  const comparison = await compareLast(context, { saturated: true, memory: 1.2, failedPerS: 5 });
  assert.equal(comparison.verdict, 'regressed');
  assert.deepEqual(verdictsOf(comparison, 'regressed'), ['anon', 'rss']);
  assert.equal(metricOf(comparison, 'errors').verdict, 'cannot tell');
  const before = QUIET.map((night) => ({ ...night, saturated: true }));
  const learned = await compareLast(context, { memory: 1.2 }, [...before, {}]);
  assert.deepEqual(verdictsOf(learned, 'regressed'), ['anon', 'rss']);
  assert.equal(learned.learnedFrom.length, 9);
});

test('earlier runs of another plan or host, and unsound ones, teach nothing', async (context) => {
  const others: Night[] = [
    { planComment: 'another' },
    { host: { hostname: 'other' } },
    { state: 'interrupted' },
  ];
  const comparison = await compareLast(context, {}, [...others, ...QUIET]);
  assert.deepEqual(comparison.learnedFrom, ['n4', 'n5', 'n6', 'n7', 'n8', 'n9', 'n10', 'n11']);
});
