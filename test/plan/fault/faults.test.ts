import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { problemText } from '../../../src/plan/document/problem.ts';
import { plannedMs } from '../../../src/plan/extent.ts';
import { faultLines, faultReach } from '../../../src/plan/fault/fault-outline.ts';
import type { FaultsPlan } from '../../../src/plan/fault/fault-plan.ts';
import { occurrencesOf } from '../../../src/plan/fault/fault-timeline.ts';
import { checkPlan, parsePlan } from '../../../src/plan/parse.ts';
import type { Plan } from '../../../src/plan/plan.ts';

const BEFORE = `name: api
duration: 1h
targets: [{ name: api, start: { command: [node, a.js] } }, { name: other, pid: 1 }]
`;

function planOf(more: string): Plan {
  return parsePlan(`${BEFORE}${more}\n`, { file: '/etc/soakd/plan.yaml' }).plan;
}

function faultsOf(timeline: string, seed = 7): FaultsPlan {
  const { faults } = planOf(`faults: { seed: ${seed}, timeline: [${timeline}] }`);
  assert.ok(faults !== null && faults !== undefined);
  return faults;
}

function problemsOf(more: string): string[] {
  const checked = checkPlan(`${BEFORE}${more}\n`, { file: 'p' });
  return 'problems' in checked ? checked.problems.map(problemText) : [];
}

const HOUR_MS = 3_600_000;

test('a fault is done once, when the plan says, and called by what it does', () => {
  const faults = faultsOf('{ at: 10m, for: 1m, freeze: { target: api } }');
  assert.deepEqual(faults.timeline, [
    {
      name: 'freeze api',
      atMs: 600_000,
      durationMs: 60_000,
      everyMs: null,
      times: 1,
      jitterMs: 0,
      iKnow: false,
      act: { kind: 'freeze', target: 'api' },
      recover: null,
    },
  ]);
  const begins = occurrencesOf(faults, HOUR_MS).map(({ beginMs, endMs }) => [beginMs, endMs]);
  assert.deepEqual(begins, [[600_000, 660_000]]);
});

test('a fault comes again until the soak ends, or as often as the plan says', () => {
  const begins = (timeline: string): number[] =>
    occurrencesOf(faultsOf(timeline), HOUR_MS).map(({ beginMs }) => beginMs / 60_000);
  assert.deepEqual(begins('{ at: 10m, for: 1m, every: 20m, freeze: { target: api } }'), [10, 30, 50]);
  assert.deepEqual(
    begins('{ at: 10m, for: 1m, every: 20m, times: 5, freeze: { target: api } }'),
    [10, 30, 50, 70, 90],
  );
});

test('the same seed gives the same faults, and another one others', () => {
  const timeline = '{ at: 1m, for: 1m, every: 5m, jitter: 3m, freeze: { target: api } }';
  const of = (seed: number) => occurrencesOf(faultsOf(timeline, seed), HOUR_MS);
  assert.deepEqual(of(7), of(7));
  const begins = (seed: number) => of(seed).map(({ beginMs }) => beginMs);
  assert.deepEqual(
    begins(7),
    [
      142_867, 395_919, 810_019, 1_005_885, 1_281_033, 1_600_803, 1_877_984, 2_178_330, 2_589_525, 2_791_090,
      3_118_573, 3_529_577,
    ],
    'of all times: a plan of last year is done as it was then',
  );
  assert.notDeepEqual(begins(8), begins(7));
  assert.notDeepEqual(
    of(8).map(({ seed }) => seed),
    of(7).map(({ seed }) => seed),
  );
});

test('whatever the seed, a fault begins in its time, in order, and is over before it comes again', () => {
  const faults = faultsOf(
    '{ at: 1m, for: 90s, every: 5m, jitter: 3m, freeze: { target: api } }, { at: 2m, for: 1s, every: 1m, iKnow: true, freeze: { target: other } }',
  );
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const all = occurrencesOf({ ...faults, seed }, HOUR_MS);
      for (const { beginMs, endMs, occurrence, plan } of all) {
        const plannedMs = plan.atMs + occurrence * (plan.everyMs ?? 0);
        assert.ok(beginMs >= plannedMs && beginMs < plannedMs + Math.max(1, plan.jitterMs));
        assert.ok(endMs !== null && endMs - beginMs === plan.durationMs);
        const next = all.find((one) => one.plan === plan && one.occurrence === occurrence + 1);
        assert.ok(next === undefined || endMs < next.beginMs);
      }
      assert.deepEqual(
        all,
        all.toSorted((a, b) => a.beginMs - b.beginMs),
      );
      assert.equal(new Set(all.map(({ seed: own }) => own)).size, all.length);
    }),
  );
});

test('every problem of a fault is told at once, with its place', () => {
  const problems = problemsOf(`faults:
  timeline:
    - { at: 2h, for: 1m, freeze: { target: api } }
    - { at: 1m, freeze: { target: apy } }
    - { at: 1m, for: 1m }
    - { at: 1m, for: 1m, times: 2, freeze: { target: api } }
    - { at: 1m, for: 5m, every: 6m, jitter: 1m, freeze: { target: api } }
    - { at: 1m, for: 5m, freeze: { target: other } }
    - { at: 1m, for: 1ms, every: 2ms, freeze: { target: api } }`);
  // Further kinds of faults are named there.
  const shown = problems.map((problem) => problem.replace(/(expected one of) freeze.*/, '$1 …'));
  assert.deepEqual(shown, [
    'p:6:13: faults.timeline[0].at: found 2h, expected less than the duration (1h)',
    'p:7:7: faults.timeline[1]: missing for, expected how long it lasts, such as 10m',
    'p:7:35: faults.timeline[1].freeze.target: unknown target "apy"; did you mean "api"?',
    'p:8:7: faults.timeline[2]: missing what to do: expected one of …',
    'p:9:33: faults.timeline[3].times: times has no meaning without every',
    'p:10:33: faults.timeline[4].every: found no more than for and jitter together, expected more: one would begin in the other',
    'p:11:44: faults.timeline[5].freeze.target: soakd has not started other: write iKnow: true if freeze may act on it all the same',
    'p:12:34: faults.timeline[6].every: found 2ms, which makes more than 10000 of them',
  ]);
});

test('what soakd did not start is acted on when the plan knows', () => {
  assert.deepEqual(
    problemsOf('faults: { timeline: [{ at: 1m, for: 1m, iKnow: true, freeze: { target: other } }] }'),
    [],
  );
});

test('how often a fault comes has to be said where nobody knows how long the plan lasts', () => {
  const checked = checkPlan(
    `name: a
operations: 10
target: { name: api, start: { command: [node, a.js] } }
load: { users: 1, operations: [{ http: { get: "http://127.0.0.1:1/" } }] }
faults: { timeline: [{ at: 1m, for: 1s, every: 2s, freeze: { target: api } }] }
`,
    { file: 'p' },
  );
  assert.ok('problems' in checked);
  assert.match(checked.problems.map(problemText).join('\n'), /missing times: nobody knows how long/);
});

test('check says when a fault is done, and what it may do to the machine', () => {
  const plan = planOf(
    'faults: { seed: 7, timeline: [{ at: 10m, for: 1m, every: 20m, jitter: 1m, freeze: { target: api } }, { at: 5m, for: 1s, iKnow: true, freeze: { target: other } }] }',
  );
  assert.deepEqual(faultLines(plan, plannedMs(plan)), [
    'freeze api: freezes api, at 10m for 1m, every 20m, 3 times, up to 1m later',
    'freeze other: freezes other, at 5m for 1s',
    'seed 7: freeze other at 5m, freeze api at 10m28s, freeze api at 30m12s, freeze api at 50m50s',
  ]);
  assert.deepEqual(faultReach(plan), [
    'stops api with its descendants by SIGSTOP, and continues them',
    'stops other with its descendants by SIGSTOP, and continues them, which soakd has not started (iKnow)',
    'each fault is reverted by itself, also when soakd is killed',
  ]);
});

const PROXY = 'proxies: [{ name: wan, listen: 9080, upstream: "127.0.0.1:8080" }]\n';

test('a proxy listens on this machine, and a fault says what it does, in the order in which bytes go through it', () => {
  const plan = planOf(
    `${PROXY}faults: { timeline: [{ at: 1m, for: 1m, proxy: wan, share: 30%, direction: up, cutAfter: 1KiB, bandwidth: 128KiB/s, latency: { mean: 100ms, jitter: 50ms, distribution: normal } }] }`,
  );
  assert.deepEqual(plan.proxies, [
    {
      name: 'wan',
      listen: { host: '127.0.0.1', port: 9080 },
      upstream: { host: '127.0.0.1', port: 8080 },
      iKnow: false,
    },
  ]);
  assert.deepEqual(plan.faults?.timeline[0]?.act, {
    kind: 'proxy',
    proxy: 'wan',
    direction: 'up',
    share: 0.3,
    toxics: [
      { kind: 'latency', meanMs: 100, jitterMs: 50, distribution: 'normal' },
      { kind: 'bandwidth', bytesPerSecond: 131_072 },
      { kind: 'cut-after', bytes: 1024 },
    ],
  });
  assert.deepEqual(faultLines(plan, plannedMs(plan)).slice(0, 1), [
    'proxy wan: wan: messages late by 100ms ± 50ms (normal), 128 KiB/s, connections cut after 1 KiB, to the upstream, 30% of the connections, at 1m for 1m',
  ]);
  assert.equal(
    faultReach(plan)[0],
    'the proxy wan listens at 127.0.0.1:9080 and connects with 127.0.0.1:8080',
  );
});

test('a drop is done in a moment, whatever else lasts', () => {
  assert.deepEqual(
    problemsOf(
      `${PROXY}faults: { timeline: [{ at: 1m, proxy: wan, drop: 30% }, { at: 1m, for: 1s, proxy: wan, drop: 30% }, { at: 2m, proxy: wan, drop: 10%, latency: 1s }] }`,
    ),
    [
      'p:5:72: faults.timeline[1].for: for has no meaning with drop alone, which is done in a moment',
      'p:5:101: faults.timeline[2]: missing for, expected how long it lasts, such as 10m',
    ],
  );
});

test('every problem of a proxy, and of what it does, is told at once', () => {
  const problems = problemsOf(`proxies:
  - { name: wan, listen: 9080, upstream: "10.0.0.1:80" }
  - { name: wan, listen: 9080, upstream: "127.0.0.1:80" }
  - { name: out, listen: "0.0.0.0:9081", upstream: "10.0.0.1:80", iKnow: true }
faults:
  timeline:
    - { at: 1m, for: 1m, proxy: wam, latency: 1s }
    - { at: 1m, for: 1m, proxy: wan }
    - { at: 1m, for: 1m, freeze: { target: api }, latency: 1s }
    - { at: 1m, for: 1m, proxy: wan, bandwidth: 1MiB, share: 120% }`);
  assert.deepEqual(problems, [
    'p:5:42: proxies[0].upstream: found "10.0.0.1:80", expected an address of this machine such as 127.0.0.1:80, or iKnow: true',
    'p:6:13: proxies[1].name: found wan again, expected one of its own for each proxy',
    'p:6:26: proxies[1].listen: found 9080 again, expected one of its own for each proxy',
    'p:10:33: faults.timeline[0].proxy: unknown proxy "wam"; did you mean "wan"?',
    'p:11:7: faults.timeline[1]: missing what the proxy does: expected latency, bandwidth, slowClose, cutAfter, blackhole, reset, refuse, drop',
    'p:12:60: faults.timeline[2].latency: latency has no meaning without a proxy',
    'p:13:49: faults.timeline[3].bandwidth: found "1MiB", expected bytes per second such as 1MiB/s',
    'p:13:62: faults.timeline[3].share: found "120%", expected a share above 0% and up to 100%, such as 30%',
  ]);
});

test('a target that is met through a proxy is ready when it is there itself', () => {
  const checked = parsePlan(
    `name: a
duration: 1m
target: { name: api, start: { command: [node, a.js] } }
load: { rate: 1/s, operations: [{ http: { get: "http://127.0.0.1:9080/" } }] }
${PROXY}`,
    { file: 'p' },
  );
  const [target] = checked.plan.targets;
  assert.ok(target?.source.kind === 'start' && target.source.ready.kind === 'port');
  assert.equal(target.source.ready.port, 8080);
});

test('two faults that would end each other are told, and those of proxies may be in a row', () => {
  const timeline = (...faults: string[]) =>
    problemsOf(`${PROXY}faults: { timeline: [${faults.join(', ')}] }`);
  assert.deepEqual(
    timeline(
      '{ at: 1m, for: 2m, freeze: { target: api } }',
      '{ name: again, at: 90s, for: 1s, every: 5m, freeze: { target: api } }',
      '{ at: 90s, for: 1s, iKnow: true, freeze: { target: other } }',
    ),
    [
      'p:5:68: faults.timeline[1]: again begins at 1m30s, when freeze api (from 1m on) does the same to api: the end of one would end both',
    ],
  );
  assert.deepEqual(
    timeline('{ at: 1m, for: 2m, proxy: wan, latency: 1s }', '{ at: 1m, for: 1m, proxy: wan, reset: true }'),
    [],
  );
});
