import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Criterion } from '../../src/plan/rule/criterion.ts';
import { parseRule } from '../../src/plan/rule/rule-parser.ts';
import type { Trend } from '../../src/trend/trend.ts';
import type { Standing, TrendEvidence, ValueEvidence, WindowEvidence } from '../../src/verdict/evidence.ts';
import { judgeCriterion } from '../../src/verdict/judge.ts';
import { straightTrend } from '../trend/straight-trend.ts';

const MIB = 2 ** 20;

function criterion(rule: string, overMs: number | null = null): Criterion {
  return { rule: parseRule(rule), overMs, abort: false, during: null };
}

function trends(...generations: Trend[]): TrendEvidence {
  return { kind: 'trend', generations: generations.map((trend, generation) => ({ generation, trend })) };
}

function value(observed: number | null, why: string | null = null): ValueEvidence {
  return { kind: 'value', observed, why, count: 1 };
}

function windows(...observed: (number | null)[]): WindowEvidence {
  return {
    kind: 'windows',
    windows: observed.map((each, place) => ({
      fromMs: 60_000 * place,
      toMs: 60_000 * (place + 5),
      observed: each,
    })),
    why: observed.length === 0 ? 'no complete window yet' : null,
  };
}

test('a leak fails with its slope, interval and budget in words', () => {
  const verdict = judgeCriterion(
    criterion('anon.slope < 1MiB/h'),
    'api',
    trends(straightTrend(4.2 * MIB, 0.3 * MIB)),
  );
  assert.equal(verdict.verdict, 'fail');
  assert.equal(verdict.target, 'api');
  assert.equal(verdict.rule, 'anon.slope < 1MiB/h');
  assert.equal(verdict.unit, 'bytes/h');
  assert.equal(verdict.observed, 4.2 * MIB);
  assert.equal(verdict.reason, 'rises 4.2 MiB/h (95 % interval 3.9 to 4.5 MiB/h), budget 1 MiB/h');
});

test('a flat trend passes, one across the budget is inconclusive and says how much longer it needs', () => {
  const rule = criterion('anon.slope < 1MiB/h');
  assert.equal(judgeCriterion(rule, 'api', trends(straightTrend(0, 0.5 * MIB))).verdict, 'pass');
  const unsure = judgeCriterion(rule, 'api', trends(straightTrend(1.5 * MIB, MIB)));
  assert.equal(unsure.verdict, 'inconclusive');
  assert.match(
    unsure.reason,
    /^the interval spans the budget: rises 1\.5 MiB\/h .*, needs about 4h50m more$/,
  );
});

test('the share of errors is held to points of it, also where there were none at first', () => {
  const rising = straightTrend(0.03, 0.005, { steadyMedian: 0, sigma: 0.001 });
  const { verdict, reason } = judgeCriterion(criterion('errors.rate.slope < 1%/h'), null, trends(rising));
  assert.deepEqual([verdict, reason], ['fail', 'rises 3 %/h (95 % interval 2.5 to 3.5 %/h), budget 1 %/h']);
});

test('of throughput falling is bad: by a share of its steady median', () => {
  const rule = criterion('throughput.slope > -2%/h');
  assert.equal(judgeCriterion(rule, null, trends(straightTrend(-5, 0.5))).verdict, 'fail');
  assert.equal(judgeCriterion(rule, null, trends(straightTrend(5, 0.5))).verdict, 'pass');
  assert.equal(judgeCriterion(rule, null, trends(straightTrend(-1, 0.5))).verdict, 'pass');
});

test('a trend without an interval is inconclusive with its trouble', () => {
  const trend = straightTrend(0, 1, {
    slopePerHour: null,
    lowPerHour: null,
    highPerHour: null,
    trouble: 'too short',
    shortByS: 170,
  });
  const { verdict, reason, observed } = judgeCriterion(criterion('fds.slope < 0.5/h'), 'api', trends(trend));
  assert.deepEqual(
    { verdict, reason, observed },
    { verdict: 'inconclusive', reason: 'too short, needs about 3m more', observed: null },
  );
});

test('any generation that leaks fails; else the longest decides', () => {
  const rule = criterion('anon.slope < 1MiB/h');
  const clean = straightTrend(0, 0.1 * MIB);
  const leak = straightTrend(9 * MIB, MIB, { spanS: 3600, slopeSpanS: 3600 });
  const open = straightTrend(MIB, MIB, { spanS: 60, slopeSpanS: 60 });
  assert.equal(judgeCriterion(rule, 'api', trends(clean, leak)).verdict, 'fail');
  assert.match(judgeCriterion(rule, 'api', trends(clean, leak)).reason, /generation 1/);
  assert.equal(judgeCriterion(rule, 'api', trends(open, clean)).verdict, 'pass');
  assert.equal(judgeCriterion(rule, 'api', trends(open)).verdict, 'inconclusive');
});

test('no evidence is never a pass', () => {
  assert.equal(judgeCriterion(criterion('anon.slope < 1MiB/h'), 'api', trends()).verdict, 'inconclusive');
  const absent = judgeCriterion(criterion('success >= 99%'), null, value(null, 'no operation was due'));
  assert.equal(absent.verdict, 'inconclusive');
  assert.equal(absent.reason, 'no operation was due');
  assert.equal(judgeCriterion(criterion('rss.max < 1MiB'), 'api', value(Number.NaN)).verdict, 'inconclusive');
  assert.equal(
    judgeCriterion(criterion('errors.rate < 1%', 300_000), null, windows()).verdict,
    'inconclusive',
  );
});

test('a leak seen for less than five minutes says that a long warm-up looks the same', () => {
  const rule = criterion('anon.slope < 1MiB/h');
  const reason = (spanS: number): string =>
    judgeCriterion(rule, 'api', trends(straightTrend(9 * MIB, MIB, { spanS, slopeSpanS: spanS }))).reason;
  assert.match(
    reason(75),
    /; judged over 1 min 15 s only: a longer run would tell a leak from a long warm-up$/,
  );
  assert.doesNotMatch(reason(600), /only/);
});

test('a relative budget is a share of the steady median per hour', () => {
  const rule = criterion('latency.p95.slope < 2%/h');
  const rising = judgeCriterion(rule, null, trends(straightTrend(2.1, 0.05, { steadyMedian: 50 })));
  assert.equal(rising.verdict, 'fail');
  assert.equal(rising.unit, 'ratio/h');
  assert.match(rising.reason, /^rises 4\.2 %\/h \(95 % interval 4\.1 to 4\.3 %\/h\), budget 2 %\/h$/);
  assert.equal(
    judgeCriterion(rule, null, trends(straightTrend(2.1, 0.05, { steadyMedian: 150 }))).verdict,
    'pass',
  );
  const zero = judgeCriterion(rule, null, trends(straightTrend(2.1, 0.05, { steadyMedian: 0 })));
  assert.equal(zero.verdict, 'inconclusive');
});

test('the greater of an absolute and a relative budget counts', () => {
  const rule = criterion('anon.slope < max(1MB/h, 0.5%/h)');
  const trend = straightTrend(4e6, 2e5, { steadyMedian: 100e6 });
  assert.equal(judgeCriterion(rule, 'api', trends(trend)).verdict, 'fail');
  assert.equal(judgeCriterion(rule, 'api', trends({ ...trend, steadyMedian: 1000e6 })).verdict, 'pass');
});

test('a budget per operation is judged and shown per 1,000 operations', () => {
  const rule = criterion('anon.slope < 500KB/1000ops');
  const per1000Operations = {
    slope: 2e6,
    low: 1.9e6,
    high: 2.1e6,
    separable: false,
    operationsPerHour: 3.6e6,
  };
  const trend = straightTrend(7.2e9, 3e8, { per1000Operations });
  const verdict = judgeCriterion(rule, 'api', trends(trend));
  assert.equal(verdict.verdict, 'fail');
  assert.equal(verdict.unit, 'bytes/1000ops');
  assert.equal(verdict.observed, 2e6);
  assert.match(verdict.reason, /^rises 2 MB\/1000ops, 7\.2 GB\/h \(.*\), budget 500 KB\/1000ops$/);
  const sound = { slope: 1e3, low: -1e4, high: 2e4, separable: false, operationsPerHour: 3.6e6 };
  const flat = straightTrend(3.6e6, 3.6e7, { per1000Operations: sound });
  assert.equal(judgeCriterion(rule, 'api', trends(flat)).verdict, 'pass');
});

test('a budget for falling is a negative number, and only a fall breaks it', () => {
  const rule = criterion('throughput.slope > -2%/h');
  assert.equal(judgeCriterion(rule, null, trends(straightTrend(-5, 0.5))).verdict, 'fail');
  assert.equal(judgeCriterion(rule, null, trends(straightTrend(5, 0.5))).verdict, 'pass');
});

test('a number is held against its limit, by every comparison', () => {
  const verdicts = (rule: string, observed: number): string =>
    judgeCriterion(criterion(rule), 'api', value(observed)).verdict;
  assert.equal(verdicts('rss.max < 1MiB', MIB), 'fail');
  assert.equal(verdicts('rss.max <= 1MiB', MIB), 'pass');
  assert.equal(verdicts('success > 99%', 0.99), 'fail');
  assert.equal(verdicts('success >= 99%', 0.99), 'pass');
  assert.equal(verdicts('restarts.unplanned == 0', 0), 'pass');
  assert.equal(verdicts('restarts.unplanned == 0', 2), 'fail');
  assert.equal(verdicts('restarts.count != 0', 0), 'fail');
});

test('every complete window must hold, and the worst speaks', () => {
  const rule = criterion('errors.rate < 1%', 300_000);
  assert.equal(judgeCriterion(rule, null, windows(0, 0.005, 0)).verdict, 'pass');
  const failed = judgeCriterion(rule, null, windows(0, 0.02, 0.05, 0));
  assert.equal(failed.verdict, 'fail');
  assert.equal(failed.observed, 0.05);
  assert.match(failed.reason, /02:00 into the run.*2 of 4 windows/);
  assert.equal(judgeCriterion(rule, null, windows(0, null)).verdict, 'inconclusive');
  assert.equal(judgeCriterion(rule, null, windows(0.5, null)).verdict, 'fail');
});

test('of a floor the lowest window is the worst', () => {
  const verdict = judgeCriterion(criterion('success >= 99%', 300_000), null, windows(1, 0.97, 0.995));
  assert.equal(verdict.verdict, 'fail');
  assert.equal(verdict.observed, 0.97);
});

test('a saturated generator cannot blame the target for what it measured itself, only for its memory', () => {
  const saturated: Standing = {
    state: 'completed',
    coverage: 1,
    saturation: { saturatedSeconds: 20, seconds: 100 },
  };
  const slow = judgeCriterion(criterion('latency.p95 < 50ms'), null, value(80), saturated);
  assert.equal(slow.verdict, 'inconclusive');
  assert.match(slow.reason, /generator/);
  const fine: Standing = { ...saturated, saturation: { saturatedSeconds: 1, seconds: 100 } };
  assert.equal(judgeCriterion(criterion('latency.p95 < 50ms'), null, value(80), fine).verdict, 'fail');
  const leak = trends(straightTrend(4 * MIB, 0.3 * MIB));
  assert.equal(judgeCriterion(criterion('anon.slope < 1MiB/h'), 'api', leak, saturated).verdict, 'fail');
});
