/** What people read of a soak whose rows are known exactly. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { assess } from '../../src/analysis/assess.ts';
import { trendsOf } from '../../src/analysis/list-trends.ts';
import { renderText, renderTrends } from '../../src/report/text.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import { storeSoak, type Variation } from '../analysis/stored-soak.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

const style = { width: 160, colour: false, unicode: false };
const RULES = ['anon.slope < 5MB/h', 'anon@leaky.max < 200MB', 'fds.slope < 0.5/h'];

async function conclusion(context: TestContext, variation: Variation): Promise<string> {
  const { file, run } = await storeSoak(temporaryFolder(context), { criteria: RULES, ...variation });
  using reader = await openStoreReader(file);
  const assessment = assess(reader, run, { untilMs: null, live: variation.state === 'running' });
  const [first = ''] = renderText(assessment, style).split('\n\n');
  return first.replaceAll('\n', ' ');
}

test('the conclusion tells the leak, since when by the wall clock, after what, and when it gets to its limit', async (context) => {
  assert.match(
    await conclusion(context, {}),
    /^FAIL: leaky anon rises 20(\.\d)? MB\/h \(96\.9 % interval [\d.]+ to [\d.]+ MB\/h; budget 5MB\/h\) since 22:05:0\d UTC \(5:0\d in\), after a 5 min warm-up; reaches 200 MB in about 7\.5 hours \(7\.\d to 7\.\d\); 1 more criterion failed$/,
  );
});

test('while the run goes on a leak is told as what it is so far, once a look has found it', async (context) => {
  const before = await conclusion(context, { state: 'running', untilS: 470 });
  assert.match(
    before,
    /^INCONCLUSIVE, so far: leaky anon\.slope < 5MB\/h: before the first look, at 7:53: rises /,
  );
  const after = await conclusion(context, { state: 'running', untilS: 480 });
  assert.match(after, /^FAIL, so far: leaky anon rises 2\d(\.\d)? MB\/h \(interval /);
});

test('trends tell what the run could detect, and how much longer an open one needs', async (context) => {
  const { file, run } = await storeSoak(temporaryFolder(context), { criteria: RULES });
  using reader = await openStoreReader(file);
  const trends = trendsOf(reader, run, { rules: [], sinceMs: null, untilMs: null });
  const text = renderTrends({ id: 'k7bd92xq', name: 'half-hour' }, trends, style);
  const of = (metric: string, target: string): string =>
    new RegExp(`^${metric} +${target} .*$`, 'm').exec(text.replaceAll(/\n +/g, ' '))?.[0] ?? '';
  assert.match(
    of('anon', 'leaky'),
    /quarters 4\d(\.\d)? MB, 4\d(\.\d)? MB, .*; detects [\d.]+ KB\/h over a budget; reaches 200 MB in about 7\.5 hours/,
  );
  assert.match(of('fds', 'leaky'), /needs about 95 minutes more$/);
  assert.doesNotMatch(of('rss', 'leaky'), /needs|reaches/);
});
