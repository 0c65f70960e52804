import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Histogram } from '../../src/load/figure/histogram.ts';
import { parsePlan } from '../../src/plan/parse.ts';
import { LiveFigures } from '../../src/soak/live-figures.ts';

const { plan } = parsePlan(
  `name: nightly
duration: 5m
target: { name: api, pid: 1 }
load:
  rate: 1/s
  operations:
    - { name: read, http: { get: "http://127.0.0.1:9/" } }
    - { name: write, http: { post: "http://127.0.0.1:9/" } }
`,
  { file: 'plan.yaml' },
);

const generator = {
  offered: 1,
  achieved: 1,
  lagP50Ms: 0,
  lagP99Ms: 0,
  loopDelayMs: 0,
  cpuPct: 0,
  rssBytes: 0,
  inFlight: 0,
  queued: 0,
  opened: 0,
  saturated: false,
};

function second(monoMs: number, ok: number, failed: number) {
  const counts = {
    due: ok + failed,
    sent: ok + failed,
    ok,
    failed,
    blocked: 0,
    bypassed: 0,
    overblocked: 0,
    undecided: 0,
    skipped: 0,
  };
  return {
    monoMs,
    operations: [{ operation: 1, ...counts, latency: null, service: null }],
    failures: failed === 0 ? [] : [{ operation: 1, failure: 'timeout', count: failed }],
    outcomes: [],
    generator,
  };
}

test('counts and times add up over the windows, operation by operation', () => {
  const figures = new LiveFigures(plan);
  figures.second(second(0, 5, 1));
  figures.second(second(1000, 7, 2));
  const histogram = new Histogram();
  histogram.record(4);
  const times = { latency: histogram.encode(), service: histogram.encode() };
  for (const monoMs of [0, 60_000])
    figures.histogram({ monoMs, spanMs: 60_000, operations: [{ operation: 1, ...times }] });
  const [read, write] = figures.figures().operations;
  assert.deepEqual([read?.name, read?.ok, read?.latency.count], ['read', 0, 0]);
  assert.deepEqual([write?.name, write?.ok, write?.failed], ['write', 12, 3]);
  assert.deepEqual([...(write?.failures ?? [])], [['timeout', 3]]);
  assert.deepEqual([write?.latency.count, write?.latency.meanMs], [2, 4]);
});

test('before the first tick nothing is known of a target', () => {
  assert.deepEqual(new LiveFigures(plan).figures().targets, [
    { name: 'api', anonBytes: null, threads: null, connections: null, cpuPct: null },
  ]);
});
