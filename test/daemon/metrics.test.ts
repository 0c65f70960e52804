import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Overview } from '../../src/control/controlled.ts';
import type { SoakStatus } from '../../src/control/status.ts';
import { metricsText } from '../../src/daemon/metrics.ts';
import { Histogram } from '../../src/load/figure/histogram.ts';
import { promtoolSays } from '../fixture/promtool.ts';

const own = {
  cpuSeconds: 12.5,
  rssBytes: 90_000_000,
  fds: 40,
  startedSeconds: 1_700_000_000,
  waitingRecords: 3,
  droppedRecords: 0,
};

const soak: SoakStatus = {
  run: 'abc123',
  name: 'nightly',
  phase: 'soak',
  paused: false,
  observedMs: 61_500,
  leftMs: 1000,
  load: { offered: 10, achieved: 9, failed: 1, p95Ms: 25 },
  targets: [
    { name: 'api', alive: true, rssBytes: 1000, fds: 7 },
    { name: 'db', alive: false, rssBytes: null, fds: null },
  ],
  criteria: { pass: 3, fail: 1, inconclusive: 0 },
};

function overview(runs: readonly SoakStatus[], degraded: string | null = null): Overview {
  return {
    version: 1,
    soakd: {
      version: '0.1.0',
      kind: 'daemon',
      pid: 1,
      database: '/x.db',
      startedAt: '2026-01-01T00:00:00Z',
      degraded,
    },
    runs,
    schedules: [],
  };
}

function series(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

test('the figures of soakd itself are there without any soak', () => {
  assert.deepEqual(series(metricsText(overview([]), own)), [
    'process_cpu_seconds_total 12.5',
    'process_resident_memory_bytes 90000000',
    'process_open_fds 40',
    'process_start_time_seconds 1700000000',
    'soakd_info{version="0.1.0"} 1',
    'soakd_degraded 0',
    'soakd_store_waiting_records 3',
    'soakd_store_dropped_records_total 0',
    'soakd_soaks 0',
  ]);
  assert.ok(series(metricsText(overview([], 'the disk is full'), own)).includes('soakd_degraded 1'));
});

test('a soak tells its phase, time, targets, load and criteria; what is not known has no line', () => {
  const lines = series(metricsText(overview([soak]), own));
  assert.deepEqual(
    lines.filter((line) => line.includes('nightly')),
    [
      'soakd_soak_phase{plan="nightly",phase="soak"} 1',
      'soakd_soak_paused{plan="nightly"} 0',
      'soakd_soak_observed_seconds{plan="nightly"} 61.5',
      'soakd_soak_criteria{plan="nightly",verdict="pass"} 3',
      'soakd_soak_criteria{plan="nightly",verdict="fail"} 1',
      'soakd_soak_criteria{plan="nightly",verdict="inconclusive"} 0',
      'soakd_target_up{plan="nightly",target="api"} 1',
      'soakd_target_up{plan="nightly",target="db"} 0',
      'soakd_target_resident_memory_bytes{plan="nightly",target="api"} 1000',
      'soakd_target_open_fds{plan="nightly",target="api"} 7',
      'soakd_load_offered_per_second{plan="nightly"} 10',
      'soakd_load_achieved_per_second{plan="nightly"} 9',
      'soakd_load_failed_per_second{plan="nightly"} 1',
      'soakd_load_p95_seconds{plan="nightly"} 0.025',
    ],
  );
});

test('no series is told twice: of two soaks of one plan the newer counts', () => {
  const lines = series(metricsText(overview([{ ...soak, observedMs: 1000 }, soak]), own));
  assert.deepEqual(
    lines.filter((line) => line.includes('observed')),
    ['soakd_soak_observed_seconds{plan="nightly"} 1'],
  );
  assert.equal(new Set(lines.map((line) => line.split(' ')[0])).size, lines.length);
});

test('every line is one that Prometheus reads', () => {
  const odd = { ...soak, targets: [{ name: 'a"b\\c\nd', alive: true, rssBytes: 1e-9, fds: 1 }] };
  const text = metricsText(overview([odd]), own);
  assert.ok(text.endsWith('\n'));
  for (const line of text.trimEnd().split('\n')) {
    assert.match(line, /^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="([^"\\\n]|\\[\\"n])*",?)+\})? [\d.e+-]+)$/);
  }
});

function latencies(...ms: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const one of ms) histogram.record(one);
  return histogram;
}

const measured = {
  figures: [
    {
      name: 'nightly',
      targets: [
        { name: 'api', anonBytes: 800, threads: 11, connections: null, cpuPct: 12.5 },
        { name: 'db', anonBytes: null, threads: null, connections: null, cpuPct: null },
      ],
      operations: [
        {
          name: 'read',
          ok: 90,
          failed: 3,
          blocked: 0,
          skipped: 1,
          failures: new Map([['timeout', 3]]),
          latency: latencies(0.5, 3, 3, 30, 20_000),
        },
      ],
    },
  ],
  ended: [{ name: 'weekly', verdict: 'fail', endedWallMs: 1_700_000_000_500 }],
} as const;

test('times are a histogram in seconds whose buckets add up', () => {
  const lines = series(metricsText(overview([soak]), own, measured)).filter((line) =>
    line.startsWith('soakd_request_duration_seconds'),
  );
  const counts = lines.slice(0, -2).map((line) => Number(line.split(' ').at(-1)));
  assert.deepEqual(
    counts,
    counts.toSorted((a, b) => a - b),
  );
  for (const line of [
    'soakd_request_duration_seconds_bucket{plan="nightly",operation="read",le="0.001"} 1',
    'soakd_request_duration_seconds_bucket{plan="nightly",operation="read",le="0.005"} 3',
    'soakd_request_duration_seconds_bucket{plan="nightly",operation="read",le="10"} 4',
    'soakd_request_duration_seconds_bucket{plan="nightly",operation="read",le="+Inf"} 5',
    'soakd_request_duration_seconds_count{plan="nightly",operation="read"} 5',
  ])
    assert.ok(lines.includes(line), `${line} is not in\n${lines.join('\n')}`);
  const sum = lines.find((line) => line.includes('_sum'));
  assert.ok(Math.abs(Number(sum?.split(' ').at(-1)) - 20.0365) < 1e-9, sum);
});

test('what a target takes, what became of operations, and how the newest run of a plan ended', () => {
  const text = metricsText(overview([soak]), own, measured);
  for (const line of [
    'soakd_target_anonymous_memory_bytes{plan="nightly",target="api"} 800',
    'soakd_target_cpu_ratio{plan="nightly",target="api"} 0.125',
    'soakd_load_operations_total{plan="nightly",operation="read",outcome="ok"} 90',
    'soakd_load_failures_total{plan="nightly",operation="read",class="timeout"} 3',
    'soakd_run_verdict{plan="weekly",verdict="fail"} 1',
    'soakd_run_verdict{plan="weekly",verdict="pass"} 0',
    'soakd_run_end_time_seconds{plan="weekly"} 1700000000.5',
  ])
    assert.ok(text.includes(`${line}\n`), line);
  // What was not read has no line, rather than a zero.
  assert.doesNotMatch(text, /anonymous_memory_bytes\{plan="nightly",target="db"/);
  assert.doesNotMatch(text, /soakd_target_connections/);
});

test('alerts that fire are counted by severity', () => {
  const alert = { name: 'leak', rule: 'anon > 1', target: null, sinceS: 1, peak: null } as const;
  const alerts = [
    { ...alert, severity: 'critical', state: 'firing' },
    { ...alert, severity: 'critical', state: 'unknown' },
  ] as const;
  const text = metricsText(overview([{ ...soak, alerts }]), own);
  assert.ok(text.includes('soakd_alerts_firing{plan="nightly",severity="critical"} 1\n'));
  assert.ok(text.includes('soakd_alerts_firing{plan="nightly",severity="info"} 0\n'));
});

test('promtool finds nothing wrong with any of it', async () => {
  const alerts = [
    { name: 'leak', rule: 'anon > 1', target: null, sinceS: 1, peak: 2, severity: 'info', state: 'firing' },
  ] as const;
  assert.equal(await promtoolSays(metricsText(overview([{ ...soak, alerts }]), own, measured)), '');
  assert.equal(await promtoolSays(metricsText(overview([]), own)), '');
});
