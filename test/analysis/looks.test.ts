import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { assess } from '../../src/analysis/assess.ts';
import type { AssessedTrend } from '../../src/analysis/assessed-trend.ts';
import type { Assessment } from '../../src/analysis/assessment.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import type { CriterionVerdict } from '../../src/verdict/verdict.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { BEGIN_S, storeSoak, type Variation } from './stored-soak.ts';

/** The looks at half an hour are so many seconds after its begin, whole ones. */
const FIRST_LOOK_S = 471;
const SECOND_LOOK_S = 589;

const LEAK = 'anon@leaky.slope < 5MB/h';
const ABORTING = `{ rule: ${LEAK}, abort: true }`;

async function assessedAt(
  context: TestContext,
  untilS: number,
  variation: Variation = {},
): Promise<Assessment> {
  const { state = 'running' } = variation;
  const soak = { criteria: [LEAK, 'errors.count < 2'], ...variation, untilS, state };
  const { file, run } = await storeSoak(temporaryFolder(context), soak);
  using reader = await openStoreReader(file);
  return assess(reader, run, { untilMs: null, live: state === 'running' });
}

function leakOf({ criteria }: Assessment): CriterionVerdict {
  const found = criteria.find(({ rule }) => rule === LEAK);
  assert.ok(found);
  return found;
}

function trendOf({ trends }: Assessment): AssessedTrend {
  const found = trends.find(({ metric, target }) => metric === 'anon' && target === 'leaky');
  assert.ok(found);
  return found;
}

test('before the first look at a quarter of the run no trend is called anything, and its figures are shown', async (context) => {
  const early = await assessedAt(context, BEGIN_S + FIRST_LOOK_S);
  const leak = leakOf(early);
  assert.equal(leak.verdict, 'inconclusive');
  assert.match(leak.reason, /^before the first look, at 7:53: rises 2\d(\.\d)? MB\/h/);
  assert.equal(leak.observed, trendOf(early).slopePerHour);
  const counted = early.criteria.find(({ rule }) => rule === 'errors.count < 2');
  assert.equal(counted?.verdict, 'fail', 'what no trend is about is judged at any time');
});

test('between two looks what the last one found stands, whatever the trend shows by then', async (context) => {
  const [atLook, later, atNext] = await Promise.all(
    [FIRST_LOOK_S + 3, SECOND_LOOK_S - 2, SECOND_LOOK_S + 3].map((afterS) =>
      assessedAt(context, BEGIN_S + afterS),
    ),
  );
  assert.ok(atLook && later && atNext);
  assert.equal(leakOf(atLook).verdict, 'fail');
  assert.match(leakOf(atLook).reason, /; as of the look at 7:53$/);
  assert.deepEqual(leakOf(later), leakOf(atLook));
  assert.notEqual(trendOf(later).slopePerHour, trendOf(atLook).slopePerHour);
  assert.match(leakOf(atNext).reason, /; as of the look at 9:51$/);
});

test('time that soakd did not see is not observed: the look comes that much later', async (context) => {
  // Due 1,153 s and 1,441 s after the begin, between which soakd was down for 10 s.
  const before = await assessedAt(context, BEGIN_S + 1449);
  const after = await assessedAt(context, BEGIN_S + 1455);
  assert.match(leakOf(before).reason, /; as of the look at 19:14$/);
  assert.match(leakOf(after).reason, /; as of the look at 24:12$/);
});

test('a look that may end the run takes half of the error rate, and leaves the other half to the end', async (context) => {
  const level = async (rule: string): Promise<string[]> => {
    const looked = await assessedAt(context, BEGIN_S + FIRST_LOOK_S + 3, { criteria: [rule] });
    const ended = await assessedAt(context, 1802, { criteria: [rule], state: 'completed' });
    return [looked, ended].map(
      (assessment) => /\((.* %) interval/.exec(leakOf(assessment).reason)?.[1] ?? '',
    );
  };
  // 2.5 % on the other side; on the side of the leak a sixth of 2.5 % and 2.5 %, or half of each.
  assert.deepEqual(await level(LEAK), ['97.1 %', '95 %']);
  assert.deepEqual(await level(ABORTING), ['97.3 %', '96.3 %']);
});

test('what a look found that ended the run is the verdict on it', async (context) => {
  const aborted = await assessedAt(context, BEGIN_S + FIRST_LOOK_S + 30, {
    criteria: [ABORTING],
    state: 'aborted',
  });
  assert.deepEqual([aborted.verdict, leakOf(aborted).verdict], ['fail', 'fail']);
  assert.match(leakOf(aborted).reason, /; as of the look at 7:53$/);
  const byAnother = await assessedAt(context, BEGIN_S + FIRST_LOOK_S + 30, { state: 'aborted' });
  assert.doesNotMatch(leakOf(byAnother).reason, /look/);
});

test('without a planned end the first look is after five minutes', async (context) => {
  const closed = (criteria: readonly string[]): Variation => ({
    planText: `name: open
operations: 1000000
targets: [{ name: leaky, pid: 1 }, { name: steady, pid: 2 }]
sample: { every: 1s }
load:
  users: 5
  operations: [{ name: read, target: leaky, http: { get: "http://127.0.0.1:9/" } }, { name: write, http: { post: "http://127.0.0.1:9/" } }]
criteria: [${criteria.map((rule) => JSON.stringify(rule)).join(', ')}]
`,
  });
  assert.match(
    leakOf(await assessedAt(context, 300, closed([LEAK]))).reason,
    /^before the first look, at 5:02: /,
  );
  assert.match(leakOf(await assessedAt(context, 310, closed([LEAK]))).reason, /; as of the look at 5:02$/);
});
