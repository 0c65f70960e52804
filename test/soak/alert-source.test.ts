import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reading } from '../../src/alert/reading.ts';
import type { JudgedAlert } from '../../src/analysis/judge-alerts.ts';
import type { SecondWindow } from '../../src/load/figure/window.ts';
import { parsePlan } from '../../src/plan/parse.ts';
import type { TargetReading, Tick } from '../../src/sample/sample.ts';
import { type AlertSource, sourceOf } from '../../src/soak/alert-source.ts';
import type { GenerationRow } from '../../src/store/event-record.ts';

const PLAN = `name: api
duration: 1h
targets: [{ name: api, pid: 1 }, { name: db, pid: 2 }]
sample: { every: 1s, paths: { state: /tmp/state }, scrape: { url: "http://127.0.0.1:9/metrics", series: [heap] } }
load: { rate: 10/s, operations: [{ name: read, http: { get: "http://127.0.0.1:9/" } }] }
`;

function sourceFor(rule: string, target: number | null = 0, judged: JudgedAlert | null = null): AlertSource {
  const { plan } = parsePlan(
    `${PLAN}alerts: [${JSON.stringify({ rule, ...(rule.includes('slope') ? {} : { over: '10s' }) })}]\n`,
    {
      file: 'p',
    },
  );
  const [alert] = plan.alerts ?? [];
  assert.ok(alert !== undefined);
  return sourceOf(alert, target, plan, () => judged);
}

function tick(second: number, of: Partial<TargetReading> = {}, more: Partial<Tick> = {}): Tick {
  const nothing = { anonBytes: null, swapBytes: null, pssBytes: null, vszBytes: null, threads: null };
  const reading: TargetReading = {
    target: 0,
    generation: 1,
    state: 'read',
    why: null,
    ...nothing,
    rssBytes: 5e6,
    fds: 20,
    connections: null,
    cpuPct: 50,
    readBytes: null,
    writtenBytes: null,
    processes: 1,
    stopped: 0,
    cgroup: null,
    unavailable: { connections: 'permission denied' },
    ...of,
  };
  return {
    dueMs: second * 1000,
    monoMs: second * 1000,
    wallMs: 0,
    missed: 0,
    disturbance: null,
    targets: [reading],
    paths: [{ name: 'state', bytes: 700, files: 7, unavailable: null }],
    scraped: [{ series: 'heap', value: null, unavailable: 'ECONNREFUSED' }],
    self: { rssBytes: 9e7, fds: 30, cpuPct: 10, loopLagMs: 4 },
    ...more,
  };
}

const at = (second: number) => ({ monoMs: second * 1000, observedMs: second * 1000 });

function told(reading: Reading): number | string {
  return reading.kind === 'known' ? reading.value : reading.why;
}

/** A tick a second, from 0 up to the last one. */
function follow(
  source: AlertSource,
  last: number,
  of: (second: number) => Partial<TargetReading> = () => ({}),
): number | string {
  for (let second = 0; second <= last; second += 1) source.tick?.(tick(second, of(second)));
  return told(source.reading(at(last)));
}

test('the newest readings of a target, of soakd itself, of a path and of a series, in base units', () => {
  assert.equal(follow(sourceFor('fds.last > 9'), 0), 20);
  assert.equal(follow(sourceFor('cpu.mean > 90%'), 20), 0.5);
  assert.equal(follow(sourceFor('self.loopLag.max > 1s', null), 20), 4);
  assert.equal(follow(sourceFor('path.state.files.last > 9', null), 1), 7);
  assert.equal(follow(sourceFor('scrape.heap.last > 9', null), 20), 'ECONNREFUSED');
  assert.equal(follow(sourceFor('connections.last > 9'), 20), 'permission denied');
  assert.equal(follow(sourceFor('fds.last > 9', 1), 20), 'the target is not there');
});

test('a window that is not full tells nothing, but that something was beyond a ceiling', () => {
  assert.equal(follow(sourceFor('fds.mean > 9'), 5), 'it has not been seen for 10s yet');
  assert.equal(follow(sourceFor('fds.mean > 9'), 10), 20);
  assert.equal(follow(sourceFor('fds.max > 9'), 0), 20);
  assert.equal(follow(sourceFor('fds.max > 99'), 0), 'it has not been seen for 10s yet');
  assert.equal(follow(sourceFor('fds.min < 99'), 0), 20);
});

test('another process of the target is another story', () => {
  const of = (second: number) => ({ generation: second < 15 ? 1 : 2, fds: second < 15 ? 900 : 20 });
  assert.equal(follow(sourceFor('fds.max > 99'), 14, of), 900);
  assert.equal(follow(sourceFor('fds.max > 99'), 30, of), 20);
  assert.equal(follow(sourceFor('fds.mean > 99'), 16, of), 'it has not been seen for 10s yet');
});

test('what ended or fell silent is unknown once its readings are too old', () => {
  const source = sourceFor('fds.last > 9');
  follow(source, 5);
  assert.equal(told(source.reading(at(14))), 20);
  assert.notEqual(typeof told(source.reading(at(15))), 'number');
  source.tick?.(tick(16, { state: 'gone', fds: null }));
  assert.equal(told(source.reading(at(16))), 'the target has ended');
});

test('coverage is the share of the ticks due in the window', () => {
  const source = sourceFor('coverage < 90%', null);
  for (let second = 0; second <= 20; second += 2) source.tick?.(tick(second, {}, { missed: 1 }));
  assert.equal(told(source.reading(at(20))), 0.5);
});

test('restarts are those of the window, planned ends aside', () => {
  const row = (generation: number, of: Partial<GenerationRow>): GenerationRow => ({
    target: 0,
    generation,
    pid: generation,
    startTicks: 1,
    bootId: 'b',
    command: 'api',
    startedMs: 0,
    endedMs: null,
    why: null,
    planned: false,
    ...of,
  });
  for (const [rule, due] of [
    ['restarts.unplanned > 0', 1],
    ['restarts.count > 0', 2],
  ] as const) {
    const source = sourceFor(rule);
    assert.equal(told(source.reading(at(1))), 'the target was never seen');
    source.life?.(row(1, {}));
    source.life?.(row(1, { endedMs: 20_000 }));
    source.life?.(row(2, { startedMs: 21_000 }));
    source.life?.(row(2, { startedMs: 21_000, endedMs: 22_000, planned: true }));
    source.life?.(row(3, { startedMs: 23_000 }));
    source.life?.(row(1, { target: 1, endedMs: 23_000 }));
    assert.equal(told(source.reading(at(24))), due);
    assert.equal(told(source.reading(at(40))), 0);
  }
});

function second(begin: number): SecondWindow {
  const times = { p50Ms: 5, p95Ms: 9, p99Ms: 12, maxMs: 15 };
  return {
    monoMs: begin * 1000,
    operations: [
      {
        operation: 0,
        due: 10,
        sent: 10,
        ok: 9,
        failed: 1,
        blocked: 0,
        bypassed: 0,
        overblocked: 0,
        undecided: 0,
        skipped: 0,
        latency: times,
        service: times,
      },
    ],
    failures: [],
    outcomes: [],
    generator: {
      offered: 10,
      achieved: 10,
      lagP50Ms: 0,
      lagP99Ms: 0,
      loopDelayMs: 0,
      cpuPct: 1,
      rssBytes: 1,
      inFlight: 0,
      queued: 0,
      opened: 0,
      saturated: false,
    },
  };
}

test('of the load the seconds of the window are told, once it is full; a load that is silent is unknown', () => {
  const source = sourceFor('errors.rate > 5%', null);
  assert.equal(told(source.reading(at(1))), 'the load has told nothing yet');
  for (let begin = 0; begin < 5; begin += 1) source.second?.(second(begin));
  assert.equal(told(source.reading(at(6))), 'it has not been seen for 10s yet');
  for (let begin = 5; begin < 12; begin += 1) source.second?.(second(begin));
  assert.equal(told(source.reading(at(13))), 0.1);
  assert.equal(told(source.reading(at(30))), 'the load has told nothing for 18s');
  source.loadRests?.();
  assert.equal(told(source.reading(at(31))), 'the load has told nothing yet');
});

test('a slope is bad when its verdict would fail, over when it would pass, and unknown in between', () => {
  const verdict = {
    rule: '',
    target: 'api',
    reason: 'too noisy',
    observed: 7e6,
    low: 6e6,
    high: 8e6,
    unit: 'bytes/h',
  };
  const judged = (limit: 'pass' | 'fail' | 'inconclusive', clear: typeof limit): Reading =>
    sourceFor('anon.slope > 5MB/h', 0, {
      alert: 0,
      target: 0,
      limit: { ...verdict, verdict: limit },
      clear: { ...verdict, verdict: clear },
    }).reading(at(1));
  assert.deepEqual(judged('fail', 'fail'), { kind: 'known', value: 7e6, bad: true, clear: false });
  assert.deepEqual(judged('pass', 'inconclusive'), { kind: 'known', value: 7e6, bad: false, clear: false });
  assert.deepEqual(judged('pass', 'pass'), { kind: 'known', value: 7e6, bad: false, clear: true });
  assert.deepEqual(judged('inconclusive', 'inconclusive'), { kind: 'unknown', why: 'too noisy' });
  assert.equal(told(sourceFor('anon.slope > 5MB/h').reading(at(1))), 'it was not assessed yet');
});
