import assert from 'node:assert/strict';
import { before, type TestContext, test } from 'node:test';
import { assess } from '../../src/analysis/assess.ts';
import type { Assessment } from '../../src/analysis/assessment.ts';
import { trendsOf } from '../../src/analysis/list-trends.ts';
import { parseRule } from '../../src/plan/rule/rule-parser.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import type { CriterionVerdict } from '../../src/verdict/verdict.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { CRASH_S, planWith, storeSoak, type Variation } from './stored-soak.ts';

async function assessed(context: TestContext, variation: Variation = {}, live = false): Promise<Assessment> {
  const { file, run } = await storeSoak(temporaryFolder(context), variation);
  using reader = await openStoreReader(file);
  return assess(reader, run, { untilMs: null, live });
}

function criterion({ criteria }: Assessment, rule: string, target: string | null = null): CriterionVerdict {
  const found = criteria.find((one) => one.rule === rule && one.target === target);
  assert.ok(
    found,
    `no verdict on ${rule} of ${target}: ${criteria.map((one) => `${one.rule} ${one.target}`).join(', ')}`,
  );
  return found;
}

function observed(assessment: Assessment, rule: string, target: string | null = null) {
  const { verdict, observed: value, unit } = criterion(assessment, rule, target);
  return [verdict, value, unit];
}

function near(actual: number | null, expected: number, tolerance: number): void {
  assert.ok(actual !== null && Math.abs(actual - expected) <= tolerance, `${actual} is not near ${expected}`);
}

let whole: Assessment;
before(async (context) => {
  whole = await assessed(context as TestContext);
});

test('a leak fails on its slope per hour with an interval around the truth, its steady neighbour passes', () => {
  const leak = criterion(whole, 'anon.slope < 5MB/h', 'leaky');
  assert.equal(leak.verdict, 'fail');
  assert.equal(leak.unit, 'bytes/h');
  near(leak.observed, 20e6, 0.1e6);
  assert.ok((leak.low ?? 0) < 20e6 && (leak.high ?? 0) > 20e6);
  const steady = criterion(whole, 'anon.slope < 5MB/h', 'steady');
  assert.equal(steady.verdict, 'pass');
  near(steady.observed, 0, 0.2e6);
});

test('a slope per operation counts the operations on that target and those on no target in particular', () => {
  // 20 a second, 72,000 an hour.
  const perOperation = criterion(whole, 'anon@leaky.slope < 500KB/1000ops', 'leaky');
  assert.equal(perOperation.verdict, 'pass');
  near(perOperation.observed, 20e6 / 72, 2e3);
  const steady = whole.trends.find(({ target, metric }) => target === 'steady' && metric === 'anon');
  // Only `write` counts for it.
  near(steady?.per1000Operations?.operationsPerHour ?? null, 36_000, 100);
});

test('a new generation splits the series: a crash to a lower level is no fall', () => {
  const lives = whole.trends.filter(({ target, metric }) => target === 'steady' && metric === 'anon');
  assert.deepEqual(
    lives.map(({ generation }) => generation),
    [1, 2],
  );
  for (const { slopePerHour } of lives) near(slopePerHour, 0, 0.2e6);
  near(lives[0]?.steadyMedian ?? null, 30e6, 20e3);
  near(lives[1]?.steadyMedian ?? null, 22e6, 20e3);
  assert.ok((lives[1]?.steadyFromS ?? 0) >= CRASH_S);
});

test('once a leak is found the error rate is shared out among the other trends alone, and each tells its own', async (context) => {
  const open = 'latency{read}.p95.slope < 0.01%/h';
  const shared = await assessed(context, { criteria: ['anon@leaky.slope < 5MB/h', open] });
  assert.deepEqual(
    shared.criteria.slice(0, 2).map(({ verdict }) => verdict),
    ['fail', 'inconclusive'],
  );
  const confidence = (metric: string, target: string | null, operation: string | null = null): number[] =>
    shared.trends
      .filter((one) => one.metric === metric && one.target === target && one.operation === operation)
      .map((one) => Number(one.confidence.toFixed(6)));
  // 2.5 % of one side always; of the other half of that for the leak, found among two, then all of it for the other one.
  assert.deepEqual(confidence('anon', 'leaky'), [0.9625]);
  assert.deepEqual(confidence('latency.p95', null, 'read'), [0.95]);
  assert.match(criterion(shared, 'anon@leaky.slope < 5MB/h', 'leaky').reason, /\(96\.3 % interval/);
  assert.match(criterion(shared, open).reason, /\(95 % interval/);
  assert.deepEqual(confidence('rss', 'leaky'), [0.95]);
  // Two lives of about the same length share theirs.
  for (const life of confidence('rss', 'steady')) near(life, 1 - 0.025 - 0.0125, 1e-4);
});

test('a leak tells when it gets to the limit that a rule sets, an open trend how much longer it has to be seen', async (context) => {
  const ahead = await assessed(context, {
    criteria: [
      'anon.slope < 5MB/h',
      'anon.max < 300MB',
      'anon@leaky.max < 200MB',
      'rss.max < 1GB',
      'fds@leaky.slope < 0.5/h',
    ],
  });
  const trend = (metric: string, target: string) =>
    ahead.trends.filter((one) => one.metric === metric && one.target === target);
  const [leak] = trend('anon', 'leaky');
  assert.deepEqual([leak?.toLimit?.rule, leak?.toLimit?.limit], ['anon@leaky.max < 200MB', 200e6]);
  // From 50 MB on at 20 MB/h.
  near(leak?.toLimit?.hours ?? null, 7.5, 0.1);
  near(leak?.toLimit?.soonestHours ?? null, 7.5, 0.2);
  near(leak?.toLimit?.latestHours ?? null, 7.5, 0.2);
  near(leak?.fromS ?? null, 2, 1);
  near(leak?.toS ?? null, 1801, 1);
  const others = [...trend('anon', 'steady'), ...trend('rss', 'leaky'), ...trend('fds', 'leaky')];
  assert.deepEqual(
    others.map(({ toLimit }) => toLimit),
    [null, null, null, null],
  );
  // Over two hours a count that never moved has moved by less than 0.5/h.
  near(trend('fds', 'leaky')[0]?.needsHours ?? null, 2 - 1500 / 3600, 0.1);
  assert.equal(leak?.needsHours, null);
});

test('a leak tells when it gets to the limit that the kernel keeps', async (context) => {
  const { file, run } = await storeSoak(temporaryFolder(context), { criteria: ['anon.slope < 5MB/h'] });
  const writer = await openStoreWriter(file);
  const limits = { memoryBytes: 100e6, tasks: null, fds: 1024 };
  writer.write({ kind: 'limits', run, target: 0, generation: 1, ...limits });
  await writer.close();
  const reader = await openStoreReader(file);
  context.after(() => reader.close());
  const { trends } = assess(reader, run, { untilMs: null, live: false });
  const leak = trends.find(({ metric, target }) => metric === 'anon' && target === 'leaky');
  assert.deepEqual(
    [leak?.toLimit?.rule, leak?.toLimit?.limit],
    ['the memory limit of its control group', 100e6],
  );
  near(leak?.toLimit?.hours ?? null, 2.5, 0.1);
});

test('growth is of the soak phase: the last minute less the first after warm-up', () => {
  const growth = criterion(whole, 'anon@leaky.growth < 1MB', 'leaky');
  assert.equal(growth.verdict, 'fail');
  // From 302…361 s to 1742…1801 s, but for where its trend found it steady.
  near(growth.observed, (20e6 / 3600) * 1440, 60e3);
});

test('an unplanned end of a target is counted, for each target by itself', () => {
  assert.deepEqual(observed(whole, 'restarts.unplanned == 0', 'steady'), ['fail', 1, 'count']);
  assert.deepEqual(observed(whole, 'restarts.unplanned == 0', 'leaky'), ['pass', 0, 'count']);
});

test('percentiles are of the soak phase alone: what the warm-up took is not in them', () => {
  const [verdict, p95] = observed(whole, 'latency{read}.p95 < 50ms');
  assert.equal(verdict, 'fail');
  near(Number(p95), 95, 1);
  // Of 100 evenly spread and 100 of 5 ms.
  near(Number(observed(whole, 'latency.p99 < 200ms')[1]), 98, 1);
  near(whole.load?.latencyMs?.max ?? null, 100, 1);
});

test('a ceiling holds in every phase', async (context) => {
  const ceiling = await assessed(context, { criteria: ['latency.max < 200ms', 'latency.max < 3000ms'] });
  const [verdict, highest] = observed(ceiling, 'latency.max < 200ms');
  assert.equal(verdict, 'fail');
  near(Number(highest), 1100, 1);
  assert.equal(observed(ceiling, 'latency.max < 3000ms')[0], 'pass');
});

test('throughput and the share of errors have trends of their own, the times are fitted on their logarithm', async (context) => {
  const drift = await assessed(context, {
    criteria: ['throughput.slope > -5%/h', 'errors.slope < 1%/h', 'latency{write}.p50.slope < 1ms/h'],
  });
  for (const rule of ['throughput.slope > -5%/h', 'errors.slope < 1%/h', 'latency{write}.p50.slope < 1ms/h'])
    assert.equal(criterion(drift, rule).verdict, 'pass', criterion(drift, rule).reason);
  near(criterion(drift, 'throughput.slope > -5%/h').observed, 0, 0.03);
  const listed = drift.trends.filter(({ target }) => target === null);
  assert.deepEqual(
    listed.map(({ metric, operation, scale, unit }) => [metric, operation, scale, unit]),
    [
      ['throughput', null, 'linear', '/s'],
      ['errors', null, 'linear', 'ratio'],
      ['latency.p50', 'write', 'log', 'ms'],
      ['latency.p50', null, 'log', 'ms'],
      ['latency.p95', null, 'log', 'ms'],
      ['latency.p99', null, 'log', 'ms'],
    ],
  );
  near(listed.find(({ metric }) => metric === 'throughput')?.steadyMedian ?? null, 20, 0.1);
  near(listed.find(({ operation }) => operation === 'write')?.steadyMedian ?? null, 5, 0.1);
});

test('what comes after the soak is in its counts and its ceilings, and in nothing else of it', async (context) => {
  const criteria = [
    ...[
      'anon@steady.slope < 1MB/h',
      'anon@steady.growth < 1MB',
      'anon@steady.max < 70MB',
      'anon@steady.p99 < 31MB',
    ],
    ...[
      'throughput >= 19.9/s',
      'throughput.slope > -5%/h',
      '{ rule: success >= 90%, over: 60s }',
      'success >= 99%',
    ],
  ];
  const planText = `${planWith(criteria)}drain: { for: 200s, reload: 200s }\n`;
  const drained = await assessed(context, { planText, drain: [1400, 1600] });
  const verdicts = drained.criteria.map(({ rule, verdict, reason }) => [
    rule,
    verdict === 'pass' ? '' : reason,
  ]);
  assert.deepEqual(Object.fromEntries(verdicts), {
    'anon@steady.slope < 1MB/h': '',
    'anon@steady.growth < 1MB': '',
    'anon@steady.max < 70MB': '72 MB, against the limit < 70 MB',
    'anon@steady.p99 < 31MB': '',
    'throughput >= 19.9/s': '',
    'throughput.slope > -5%/h': '',
    'success >= 90%': '',
    'success >= 99%': '',
    'restarts.unplanned == 0': '1, against the limit == 0',
    'coverage >= 90%': '',
  });
  assert.equal(drained.load?.due, 20 * (1400 - 2 + 202));
  near(drained.load?.offered ?? null, 20, 0.01);
  assert.deepEqual([drained.run.soakToS, drained.run.plannedS], [1400, 2200]);
  const steady = drained.comeBack.filter(({ target }) => target === 'steady');
  assert.deepEqual(
    steady.map(({ metric, kind, generation }) => [metric, kind, generation]),
    [
      ['anon', 'flat', 2],
      ['fds', 'flat', 2],
      ['threads', 'flat', 2],
    ],
  );
  const leaky = drained.comeBack.find(({ target, metric }) => target === 'leaky' && metric === 'anon');
  // 50 MB more without any load, while the soak added 6 MB in its 18 minutes.
  assert.equal(leaky?.kind, 'grew-idle');
  near(leaky?.soakEnd ?? null, 40e6 + (20e6 / 3600) * 1370, 30e3);
  assert.deepEqual(whole.comeBack, []);
});

test('success and errors are of all due arrivals: skipped ones are not success', () => {
  const due = 36_000;
  // One timeout in 200 s: at 200, 400, … 1800; and one skipped.
  assert.deepEqual(observed(whole, 'success >= 99%'), ['pass', (due - 10) / due, 'ratio']);
  assert.deepEqual(observed(whole, 'errors.count <= 20'), ['pass', 10, 'count']);
  assert.deepEqual(observed(whole, 'errors{write}.rate < 1%'), ['pass', 0, 'ratio']);
  assert.equal(whole.load?.failures['timeout'], 9);
});

test('during narrows counts to the soak phase', async (context) => {
  const narrowed = await assessed(context, {
    criteria: ['{ rule: errors.count < 9, during: soak }', '{ rule: errors.count < 11, during: all }'],
  });
  // The one at 200 s was in the warm-up.
  assert.deepEqual(observed(narrowed, 'errors.count < 9'), ['fail', 9, 'count']);
  assert.deepEqual(observed(narrowed, 'errors.count < 11'), ['pass', 10, 'count']);
});

test('over a rolling window the worst complete one decides', async (context) => {
  const rolled = await assessed(context, {
    criteria: [
      '{ rule: "errors{read}.rate < 0.15%", over: 1m }',
      '{ rule: "errors{read}.rate < 0.4%", over: 1m }',
    ],
  });
  const narrow = criterion(rolled, 'errors{read}.rate < 0.15%');
  assert.equal(narrow.verdict, 'fail');
  // A timeout and a skip at 600 s, of 600 due in the minute.
  near(narrow.observed, 2 / 600, 1e-12);
  assert.equal(criterion(rolled, 'errors{read}.rate < 0.4%').verdict, 'pass');
});

test('a percentile over a rolling window is of the histograms in it', async (context) => {
  const rolled = await assessed(context, { criteria: ['{ rule: "latency{read}.p50 < 60ms", over: 1m }'] });
  const window = criterion(rolled, 'latency{read}.p50 < 60ms');
  assert.equal(window.verdict, 'pass');
  near(window.observed, 50, 1);
});

test('paths, scraped series and soakd itself are judged from their own rows', () => {
  assert.deepEqual(observed(whole, 'path.state.bytes.last < 2MB'), ['pass', 1_801_000, 'bytes']);
  assert.deepEqual(observed(whole, 'scrape.heap.max < 5000'), ['pass', 4000, 'count']);
  assert.deepEqual(observed(whole, 'self.rss.max < 100MB'), ['pass', 60e6, 'bytes']);
  near(Number(observed(whole, 'cpu.mean < 50%', 'leaky')[1]), 0.25, 1e-9);
});

test('time that soakd was down is a gap: it lowers no coverage and its points are in no trend', () => {
  assert.equal(whole.coverage, 1);
  assert.deepEqual(
    whole.run.gaps.map(({ fromS, toS, kind }) => [fromS, toS, kind]),
    [[1200.5, 1210.5, 'gap']],
  );
});

test('a pause is outside trends, means and windows, but not outside ceilings', async (context) => {
  const paused = await assessed(context, {
    pause: [400, 880],
    criteria: [
      'anon.slope < 5MB/h',
      'anon@leaky.slope < 500KB/1000ops',
      'anon@steady.mean < 40MB',
      'rss.max < 60MB',
      'throughput >= 15/s',
      '{ rule: success >= 95%, over: 1m }',
      '{ rule: "anon@steady.mean < 40MB", over: 1m }',
    ],
  });
  const leak = criterion(paused, 'anon.slope < 5MB/h', 'leaky');
  assert.equal(leak.verdict, 'fail');
  // Per hour of load: with the 8 minutes of rest it would be 14.
  near(leak.observed, 20e6, 0.2e6);
  near(criterion(paused, 'anon@leaky.slope < 500KB/1000ops', 'leaky').observed, 20e6 / 72, 4e3);
  for (const one of paused.criteria.filter(({ rule }) => rule.startsWith('anon@steady.mean'))) {
    assert.equal(one.verdict, 'pass', one.reason);
    near(one.observed, 26e6, 5e6);
  }
  const ceiling = criterion(paused, 'rss.max < 60MB', 'steady');
  assert.equal(ceiling.verdict, 'fail');
  near(ceiling.observed, 90e6, 0.2e6);
  near(Number(observed(paused, 'throughput >= 15/s')[1]), 20, 0.2);
  near(paused.load?.offered ?? null, 20, 0.1);
  assert.equal(
    criterion(paused, 'success >= 95%').verdict,
    'pass',
    criterion(paused, 'success >= 95%').reason,
  );
  assert.equal(paused.coverage, 1);
  assert.deepEqual(paused.run.gaps[0], {
    fromS: 400,
    toS: 880,
    kind: 'pause',
    text: 'paused: the load rests; the pause is over',
  });
});

test('the whole run fails when any criterion does, and says so', () => {
  assert.equal(whole.verdict, 'fail');
  assert.match(whole.reason, /4 of 24 criteria fail/);
});

test('the document has the keys of its contract', () => {
  const contract = [
    'version',
    'run',
    'verdict',
    'criteria',
    'trends',
    'load',
    'targets',
    'faults',
    'alerts',
    'events',
    'coverage',
    'self',
  ];
  const added = [
    'trendsFrozen',
    'watched',
    'snapshots',
    'reason',
    'frozen',
    'comeBack',
    'eventsOmitted',
    'unavailable',
  ];
  assert.deepEqual(Object.keys(whole).sort(), [...contract, ...added].sort());
  const inside: [object | null | undefined, string[]][] = [
    [whole.run, ['id', 'name', 'state', 'startedAt', 'observedS', 'gaps', 'planSha256', 'host']],
    [whole.criteria[0], ['rule', 'target', 'verdict', 'reason', 'observed', 'low', 'high', 'unit']],
    [
      whole.load,
      [
        'offered',
        'achieved',
        'sent',
        'ok',
        'failed',
        'skipped',
        'byOperation',
        'latencyMs',
        'serviceMs',
        'saturated',
      ],
    ],
    [whole.targets[0], ['name', 'generations']],
    [whole.targets[0]?.generations[0], ['pid', 'startedAt', 'endedAt', 'why']],
    [whole.self, ['rssBytes', 'cpuPct', 'loopLagMs']],
  ];
  for (const [part, keys] of inside) {
    for (const key of keys)
      assert.ok(part && key in part, `${key} is missing in ${JSON.stringify(Object.keys(part ?? {}))}`);
  }
  assert.deepEqual(JSON.parse(JSON.stringify(whole)), whole, 'nothing in it is lost in JSON');
});

test('facts of the run stand beside the verdicts', () => {
  assert.equal(whole.run.startedAt, '2026-11-20T22:00:00.000Z');
  assert.deepEqual([whole.run.soakFromS, whole.run.soakToS], [302, 1802]);
  assert.deepEqual(
    whole.unavailable.map(({ target, metric }) => [target, metric]),
    [['steady', 'pssBytes']],
  );
  const [first, second] = whole.targets[1]?.generations ?? [];
  assert.deepEqual(
    [first?.endedAt, first?.why, second?.endedAt],
    ['2026-11-20T22:15:00.000Z', 'killed by SIGSEGV', null],
  );
  const { criteria: health, ...used } = whole.self;
  assert.deepEqual(used, {
    rssBytes: 60e6,
    cpuPct: 2,
    loopLagMs: 42,
    fds: 30,
    missedTicks: 0,
    load: { rssBytes: 50e6, cpuPct: 10 },
  });
  assert.deepEqual(
    health.map(({ verdict }) => verdict),
    ['pass', 'pass', 'pass'],
  );
  assert.equal(whole.load?.saturated, false);
  near(whole.load?.byOperation[0]?.actualShare ?? null, 0.5, 1e-9);
});

test('a run that goes on is never a pass, however well it does', async (context) => {
  const going = await assessed(
    context,
    { criteria: ['success >= 99%', 'restarts.unplanned <= 1'], state: 'running' },
    true,
  );
  assert.deepEqual(
    going.criteria.map(({ verdict }) => verdict),
    ['pass', 'pass', 'pass', 'pass'],
  );
  assert.equal(going.verdict, 'inconclusive');
});

test('a run cut short is judged on what it saw and is inconclusive where that is too little', async (context) => {
  const cut = await assessed(context, {
    state: 'interrupted',
    untilS: 310,
    criteria: ['anon.slope < 5MB/h'],
  });
  assert.equal(cut.verdict, 'inconclusive');
  const slope = criterion(cut, 'anon.slope < 5MB/h', 'leaky');
  assert.equal(slope.verdict, 'inconclusive');
  assert.match(slope.reason, /too short/);
});

test('a run that never got a reading passes nothing', async (context) => {
  const empty = await assessed(context, { untilS: 0, state: 'failed' });
  assert.equal(empty.verdict, 'inconclusive');
  const passed = empty.criteria
    .filter(({ verdict }) => verdict === 'pass')
    .map(({ rule, target }) => [rule, target]);
  // Both targets lived, though nothing of them was read.
  assert.deepEqual(passed, [
    ['restarts.unplanned == 0', 'leaky'],
    ['restarts.unplanned == 0', 'steady'],
  ]);
});

test('verdicts that were stored stand, whatever the rows say now', async (context) => {
  const { file, run } = await storeSoak(temporaryFolder(context));
  const writer = await openStoreWriter(file);
  const stored = {
    rule: 'success >= 99%',
    target: null,
    verdict: 'pass',
    reason: 'as it was',
    observed: 1,
    low: null,
    high: null,
    unit: 'ratio',
  } as const;
  writer.write({ kind: 'verdict', run, position: 0, ...stored });
  writer.write({ kind: 'run-update', run, verdict: 'pass' });
  await writer.close();
  using reader = await openStoreReader(file);
  const report = assess(reader, run, { untilMs: null, live: false });
  assert.deepEqual([report.frozen, report.verdict, report.criteria], [true, 'pass', [stored]]);
  assert.ok(report.trends.length > 0);
});

test('trends can be asked for by metric and for a part of the run', async (context) => {
  const { file, run } = await storeSoak(temporaryFolder(context), {
    planText: planWith(['success > 1%']).replace('warmup: 5m\n', ''),
  });
  using reader = await openStoreReader(file);
  const rules = ['path.state.bytes', 'anon@leaky', 'latency{write}.p99'].map((metric) =>
    parseRule(`${metric}.slope < 1%/h`),
  );
  const [path, anon, write] = trendsOf(reader, run, { rules, sinceMs: 600_000, untilMs: 1_100_000 }).trends;
  near(path?.slopePerHour ?? null, 3.6e6, 1);
  near(anon?.slopePerHour ?? null, 20e6, 0.5e6);
  assert.ok((anon?.points ?? 0) > 490 && (anon?.points ?? 0) <= 501);
  assert.deepEqual([write?.metric, write?.operation], ['latency.p99', 'write']);
  // Of so short a part there are too few windows of histograms, and its seconds stand in; of a longer one not.
  near(write?.steadyMedian ?? null, 10, 0.1);
  const [longer] = trendsOf(reader, run, {
    rules: rules.slice(2),
    sinceMs: 600_000,
    untilMs: 1_700_000,
  }).trends;
  near(longer?.steadyMedian ?? null, 5, 0.1);
});

test('with warmup auto the percentiles begin where the trend of latency found its steady state', async (context) => {
  const planText = planWith([
    'latency{read}.p50 < 60ms',
    '{ rule: "latency{read}.p50 < 61ms", during: all }',
  ]);
  const automatic = await assessed(context, { planText: planText.replace('warmup: 5m\n', '') });
  const latency = automatic.trends.find(({ metric }) => metric === 'latency.p95');
  // Five minutes a second slower, then steady.
  near(latency?.steadyFromS ?? null, 295, 20);
  near(criterion(automatic, 'latency{read}.p50 < 60ms').observed, 50, 2);
  assert.ok((criterion(automatic, 'latency{read}.p50 < 61ms').observed ?? 0) > 52);
});
