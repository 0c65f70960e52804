import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { earlierRun, foresee } from '../../src/analysis/foresight.ts';
import { trendsOf } from '../../src/analysis/list-trends.ts';
import { parsePlan } from '../../src/plan/parse.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { planWith, storeSoak, type Variation } from './stored-soak.ts';

function planOf(duration: string, criteria: readonly string[]) {
  return parsePlan(planWith(criteria), { file: 'plan.yaml', overrides: [`duration=${duration}`] }).plan;
}

async function openSoak(context: TestContext, variation: Variation = {}) {
  const folder = temporaryFolder(context);
  await storeSoak(folder, variation);
  const reader = await openStoreReader(join(folder, 'soakd.db'));
  context.after(() => reader[Symbol.dispose]());
  return reader;
}

test('what an earlier run could detect is scaled to the time that the plan has', async (context) => {
  const reader = await openSoak(context);
  const rules = ['anon@leaky.slope < 5MB/h', 'fds@leaky.slope < 60/h'];
  const plan = planOf('8h', rules);
  const earlier = earlierRun(reader, plan);
  assert.ok(earlier !== null);
  const criteria = plan.criteria.map(({ rule }) => rule).slice(0, 2);
  const [trend] = trendsOf(reader, earlier.run, { rules: criteria, sinceMs: null, untilMs: null }).trends;
  assert.ok(trend !== undefined && trend.method === 'cosines', trend?.method ?? 'no trend');
  const foreseen = foresee(reader, earlier, plan);
  assert.deepEqual(
    foreseen.map(({ metric, unit }) => [metric, unit]),
    [
      ['anon@leaky', 'bytes'],
      ['fds@leaky', 'count'],
    ],
  );
  const spanS = 8 * 3600 - trend.slopeFromS;
  const expected = (trend.detectablePerHour ?? 0) * (trend.slopeSpanS / spanS) ** 1.5;
  assert.ok(Math.abs((foreseen[0]?.excessPerHour ?? 0) / expected - 1) < 1e-9);
});

test('rules that the earlier run knows nothing of are left out', async (context) => {
  const reader = await openSoak(context);
  const text = planWith(['anon@leaky.slope < 5MB/h']).replace('name: steady', 'name: newcomer');
  const { plan } = parsePlan(`${text}  - anon@newcomer.slope < 5MB/h\n`, { file: 'plan.yaml' });
  const earlier = earlierRun(reader, plan);
  assert.ok(earlier !== null);
  assert.deepEqual(
    foresee(reader, earlier, plan).map(({ metric }) => metric),
    ['anon@leaky'],
  );
});

test('a run that did not get to its end is none to go by', async (context) => {
  const reader = await openSoak(context, { state: 'interrupted' });
  assert.equal(earlierRun(reader, planOf('8h', ['anon.slope < 5MB/h'])), null);
});
