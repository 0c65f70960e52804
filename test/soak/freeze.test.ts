/** What was said of a run when it ended stands, whatever becomes of its rows. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openAnalyst } from '../../src/analysis/analyst.ts';
import { assess } from '../../src/analysis/assess.ts';
import { trendsOf } from '../../src/analysis/list-trends.ts';
import { slopesOverRuns } from '../../src/analysis/over-runs.ts';
import type { Rule } from '../../src/plan/rule/rule.ts';
import { readRule } from '../../src/plan/rule/rule-parser.ts';
import { freezeAssessment } from '../../src/soak/freeze.ts';
import { openForWriting } from '../../src/store/database.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { storeSoak } from '../analysis/stored-soak.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

const folder = mkdtempSync(join(tmpdir(), 'soakd-freeze-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const { file, run } = await storeSoak(folder);
const before = await told();
await freeze();
// Nothing is left that a trend could be worked out from.
const database = await openForWriting(file);
database.exec('DELETE FROM samples; DELETE FROM scrapes; DELETE FROM histograms');
database.close();

const WHOLE = { rules: [], sinceMs: null, untilMs: null } as const;

async function told() {
  using reader = await openStoreReader(file);
  return assess(reader, run, { untilMs: null, live: false });
}

async function freeze(): Promise<void> {
  const store = await openStoreWriter(file);
  const analyst = await openAnalyst(file, run);
  await freezeAssessment(store, analyst, run);
  await analyst.close();
  await store.close();
}

function slopeRule(metric: string): Rule {
  const rule = readRule(`${metric}.slope < 1%/h`);
  assert.ok('metric' in rule);
  return rule;
}

test('verdicts and trends of an ended run are those of its end, to the last digit', async () => {
  assert.deepEqual([before.frozen, before.trendsFrozen], [false, false]);
  const after = await told();
  assert.deepEqual([after.frozen, after.trendsFrozen], [true, true]);
  assert.deepEqual(after.criteria, before.criteria);
  assert.ok(before.trends.length > 10, `${before.trends.length} trends`);
  assert.deepEqual(after.trends, JSON.parse(JSON.stringify(before.trends)));
});

test('of a run as a whole its trends are told as they were, by name of a metric as well', async () => {
  using reader = await openStoreReader(file);
  assert.deepEqual(trendsOf(reader, run, WHOLE).trends, JSON.parse(JSON.stringify(before.trends)));
  const { trends } = trendsOf(reader, run, { ...WHOLE, rules: [slopeRule('anon@leaky'), slopeRule('fds')] });
  assert.deepEqual(
    trends.map(({ metric, target, generation }) => [metric, target, generation]),
    [
      ['anon', 'leaky', 1],
      ['fds', 'leaky', 1],
      ['fds', 'steady', 1],
      ['fds', 'steady', 2],
    ],
  );
});

test('what was not told, and a part of the run, is worked out from the rows there are', async () => {
  using reader = await openStoreReader(file);
  const bytes = trendsOf(reader, run, { ...WHOLE, rules: [slopeRule('path.state.bytes')] }).trends;
  assert.equal(bytes.length, 1);
  assert.ok((bytes[0]?.points ?? 0) > 1000, 'the rows of paths are there');
  const part = trendsOf(reader, run, { ...WHOLE, rules: [slopeRule('anon@leaky')], sinceMs: 600_000 }).trends;
  assert.equal(part[0]?.points ?? 0, 0, 'there is no sample any more');
});

test('slopes over runs are those that were told', async () => {
  using reader = await openStoreReader(file);
  const [slopes] = slopesOverRuns(reader, [reader.findRun()], {
    ...WHOLE,
    rules: [slopeRule('anon@leaky')],
  });
  const leak = before.trends.find(({ metric, target }) => metric === 'anon' && target === 'leaky');
  assert.equal(slopes?.runs[0]?.trend?.slopePerHour, leak?.slopePerHour);
});

test('what a crash left behind between the trends and the verdict counts for nothing', async (context) => {
  const { file: crashed, run: other } = await storeSoak(temporaryFolder(context));
  const store = await openStoreWriter(crashed);
  const row = { position: 0, metric: 'anon', target: 'leaky', operation: null, generation: 0 };
  store.write({ kind: 'trend', run: other, ...row, trend: '{"metric":"anon"}' });
  store.write({
    kind: 'verdict',
    run: other,
    position: 0,
    rule: 'anon.slope < 5MB/h',
    target: 'leaky',
    verdict: 'pass',
    reason: 'so far',
    observed: 1,
    low: 0,
    high: 2,
    unit: 'bytes/h',
  });
  await store.close();
  using reader = await openStoreReader(crashed);
  const assessment = assess(reader, other, { untilMs: null, live: false });
  assert.deepEqual([assessment.frozen, assessment.trendsFrozen], [false, false]);
  assert.equal(assessment.trends.length, before.trends.length);
  assert.equal(assessment.criteria.length, before.criteria.length);
});
