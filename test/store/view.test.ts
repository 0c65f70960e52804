import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openForReading } from '../../src/store/database.ts';
import { views } from '../../src/store/views.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { newRun, operationSecond, sample, WALL_MS } from './stored-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'soakd-view-'));
test.after(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'soakd.db');
const readme = readFileSync(new URL('../../data/README.md', import.meta.url), 'utf8');

/** Two minutes of a run with two targets and two operations, and a second run that no answer may touch. */
test.before(async () => {
  const writer = await openStoreWriter(file);
  const run = await writer.createRun(newRun());
  const other = await writer.createRun(
    newRun({ id: 'other1', name: 'other', operations: [newRun().operations[0] ?? never()] }),
  );
  for (let second = 0; second < 120; second++) {
    const at = second * 1000;
    const mib = 2 ** 20;
    writer.write(
      sample(run, at, {
        rssBytes: (50 + second) * mib,
        anonBytes: (40 + second) * mib,
        fds: 20 + (second % 2),
      }),
    );
    writer.write(sample(run, at, { target: 1, rssBytes: null, anonBytes: 7 * mib }));
    writer.write(operationSecond(run, at));
    writer.write(
      operationSecond(run, at, {
        operation: 1,
        due: 1,
        sent: 1,
        ok: 1,
        failed: 0,
        skipped: 0,
        latencyMaxMs: 9,
      }),
    );
    writer.write({
      kind: 'generator-second',
      run,
      monoMs: at,
      wallMs: WALL_MS + at,
      offered: 11,
      achieved: 10,
      lagP50Ms: 0.05,
      lagP99Ms: 1.25,
      loopDelayMs: 2.5,
      cpuPct: 30,
      rssBytes: 64 * mib,
      inFlight: 3,
      queued: 1,
      opened: 0,
      saturated: second === 7,
    });
  }
  const empty = new Uint8Array();
  const blobs = { spanMs: 60_000, latency: empty, service: empty };
  for (const minute of [0, 1]) {
    const monoMs = minute * 60_000;
    writer.write({ kind: 'histogram', run, operation: 0, monoMs, ...blobs, latencyP95Ms: 2.25 });
    writer.write({ kind: 'histogram', run, operation: 1, monoMs, ...blobs, latencyP95Ms: 99 });
    writer.write({
      kind: 'histogram',
      run,
      operation: null,
      monoMs,
      ...blobs,
      latencyP95Ms: 12.5 + minute,
      serviceMaxMs: 3,
    });
  }
  // Load restarted within the second minute: two histograms.
  writer.write({ kind: 'histogram', run, operation: null, monoMs: 90_000, ...blobs, latencyP95Ms: 20 });
  writer.write({ kind: 'histogram', run: other, operation: 0, monoMs: 0, ...blobs, latencyP95Ms: 5 });
  writer.write(operationSecond(other, 0));
  writer.write({ kind: 'failures', run, operation: 0, monoMs: 61_000, failure: 'timeout', count: 4 });
  writer.write({ kind: 'mark', run, operation: 0, monoMs: 61_000, mark: 'lost', count: 2 });
  writer.write({ kind: 'unavailable', run, target: 1, metric: 'rss', monoMs: 500, reason: 'no permission' });
  writer.write({
    kind: 'path',
    run,
    path: 'state',
    monoMs: 1000,
    wallMs: WALL_MS + 1000,
    bytes: 3 * 2 ** 20,
    files: 2,
  });
  writer.write({
    kind: 'scraped',
    run,
    series: 'heap{kind="old"}',
    monoMs: 1000,
    wallMs: WALL_MS + 1000,
    value: 1.5,
  });
  writer.write({
    kind: 'self',
    run,
    monoMs: 1000,
    wallMs: WALL_MS + 1000,
    rssBytes: 2 ** 20,
    fds: 9,
    cpuPct: 1,
    loopLagMs: 0.5,
    missedTicks: 0,
  });
  writer.write({
    kind: 'event',
    run,
    event: 'gap',
    monoMs: 30_000,
    wallMs: WALL_MS + 30_000,
    target: null,
    text: 'soakd was down',
    durationMs: 1500,
  });
  writer.write({
    kind: 'event',
    run,
    event: 'restart',
    monoMs: 31_000,
    wallMs: WALL_MS + 31_000,
    target: 1,
    text: 'again',
    durationMs: null,
  });
  const generation = {
    kind: 'generation',
    run,
    target: 0,
    generation: 0,
    pid: 77,
    startTicks: 5,
    bootId: 'b',
    command: 'node a.js',
    startedMs: 0,
  } as const;
  writer.write({ ...generation, endedMs: null, why: null, planned: false });
  writer.write({ ...generation, endedMs: 60_500, why: 'soak ended', planned: true });
  writer.write({
    kind: 'verdict',
    run,
    position: 0,
    rule: 'anon.slope < 1MiB/h',
    target: 'api',
    verdict: 'fail',
    reason: 'it grows',
    observed: 3600,
    low: 3500.5,
    high: 3700,
    unit: 'MiB/h',
  });
  writer.write({ kind: 'run-update', run, observedMs: 120_000, heartbeatWallMs: WALL_MS + 120_000 });
  writer.write({
    kind: 'run-update',
    run,
    state: 'completed',
    phase: 'ended',
    verdict: 'fail',
    endedWallMs: WALL_MS + 120_500,
  });
  await writer.close();
});

type Row = Readonly<Record<string, number | string | null>>;

/** Asks soakd's own SQLite and Debian's, which must agree. */
async function ask(sql: string): Promise<Row[]> {
  const database = await openForReading(file);
  try {
    const rows = database.prepare<[], Row>(sql).all();
    const output = execFileSync('sqlite3', ['-readonly', '-json', file, sql], { encoding: 'utf8' });
    assert.deepEqual(output === '' ? [] : JSON.parse(output), rows);
    return rows;
  } finally {
    database.close();
  }
}

const ofRun = (view: string, columns = '*') => `SELECT ${columns} FROM ${view} WHERE run_id = 'k3m9x2'`;

test('run shows what a run is and how far it got', async () => {
  const [row] = await ask(
    ofRun('run', 'number, name, state, phase, verdict, started_at, ended_at, heartbeat_at, observed_s'),
  );
  assert.deepEqual(row, {
    number: 1,
    name: 'nightly-api',
    state: 'completed',
    phase: 'ended',
    verdict: 'fail',
    started_at: '2026-01-02T03:04:05.678Z',
    ended_at: '2026-01-02T03:06:06.178Z',
    heartbeat_at: '2026-01-02T03:06:05.678Z',
    observed_s: 120,
  });
});

test('memory is in MiB on both clocks, and what could not be read is NULL', async () => {
  const rows = await ask(`${ofRun('memory')} AND elapsed_s = 61 ORDER BY target`);
  assert.deepEqual(rows[0], {
    run_id: 'k3m9x2',
    target: 'api',
    generation: 0,
    at: '2026-01-02T03:05:06.678Z',
    minute: 1,
    elapsed_s: 61,
    rss_mib: 111,
    anon_mib: 101,
    swap_mib: 0,
    pss_mib: null,
    vsz_mib: 1024,
  });
  assert.equal(rows[1]?.['rss_mib'], null);
  assert.equal(rows[1]?.['anon_mib'], 7);
});

test('resource holds the other readings', async () => {
  const [row] = await ask(
    `${ofRun('resource', 'fds, threads, connections, cpu_pct, read_mib, written_mib, skew_ms')} LIMIT 1`,
  );
  const expected = {
    fds: 20,
    threads: 11,
    connections: null,
    cpu_pct: 12.5,
    read_mib: 1,
    written_mib: 2,
    skew_ms: 0.25,
  };
  assert.deepEqual(row, expected);
});

test('resource_minute takes the means of a minute', async () => {
  const rows = await ask(
    `${ofRun('resource_minute', 'minute, samples, rss_mib, rss_max_mib, anon_min_mib, fds, fds_max')} AND target = 'api' ORDER BY minute`,
  );
  assert.deepEqual(rows, [
    { minute: 0, samples: 60, rss_mib: 79.5, rss_max_mib: 109, anon_min_mib: 40, fds: 20.5, fds_max: 21 },
    { minute: 1, samples: 60, rss_mib: 139.5, rss_max_mib: 169, anon_min_mib: 100, fds: 20.5, fds_max: 21 },
  ]);
});

test('load_minute sums all operations and shows the percentile of the merged histogram', async () => {
  const rows = await ask(
    `${ofRun('load_minute', 'minute, due, sent, ok, failed, blocked, skipped, p95_ms, service_max_ms')} ORDER BY minute`,
  );
  const counts = { due: 660, sent: 600, ok: 540, failed: 60, blocked: 0, skipped: 60 };
  assert.deepEqual(rows, [
    { minute: 0, ...counts, p95_ms: 12.5, service_max_ms: 3 },
    { minute: 1, ...counts, p95_ms: 20, service_max_ms: 3 },
  ]);
});

test('load_minute of a run with one operation shows the percentile of that one', async () => {
  assert.deepEqual(await ask(`SELECT minute, ok, p95_ms FROM load_minute WHERE run_id = 'other1'`), [
    { minute: 0, ok: 8, p95_ms: 5 },
  ]);
});

test('operation_minute shows each operation by itself', async () => {
  assert.deepEqual(
    await ask(
      `${ofRun('operation_minute', 'operation, minute, ok, p95_ms')} AND minute = 0 ORDER BY operation`,
    ),
    [
      { operation: 'read', minute: 0, ok: 480, p95_ms: 2.25 },
      { operation: 'write', minute: 0, ok: 60, p95_ms: 99 },
    ],
  );
});

test('load_second and operation_second count a second', async () => {
  assert.deepEqual(await ask(`${ofRun('load_second', 'at, minute, due, ok, max_ms')} AND elapsed_s = 3`), [
    { at: '2026-01-02T03:04:08.678Z', minute: 0, due: 11, ok: 9, max_ms: 9 },
  ]);
  assert.deepEqual(
    await ask(
      `${ofRun('operation_second', 'operation, ok, p50_ms, p95_ms, service_p99_ms')} AND elapsed_s = 3 AND operation = 'read'`,
    ),
    [{ operation: 'read', ok: 8, p50_ms: 1.5, p95_ms: 2.5, service_p99_ms: 3.25 }],
  );
});

test('the narrow views show their rows', async () => {
  const one = async (view: string, columns: string) => (await ask(ofRun(view, columns)))[0];
  assert.deepEqual(await one('failure', 'operation, minute, failure, count'), {
    operation: 'read',
    minute: 1,
    failure: 'timeout',
    count: 4,
  });
  assert.deepEqual(await one('mark', 'operation, minute, mark, count'), {
    operation: 'read',
    minute: 1,
    mark: 'lost',
    count: 2,
  });
  assert.deepEqual(await one('unavailable', 'target, metric, elapsed_s, reason'), {
    target: 'twin',
    metric: 'rss',
    elapsed_s: 0.5,
    reason: 'no permission',
  });
  assert.deepEqual(await one('path', 'path, size_mib, files'), { path: 'state', size_mib: 3, files: 2 });
  assert.deepEqual(await one('scrape', 'series, value'), { series: 'heap{kind="old"}', value: 1.5 });
  assert.deepEqual(await one('self', 'rss_mib, loop_lag_ms'), { rss_mib: 1, loop_lag_ms: 0.5 });
  assert.deepEqual(await one('generation', 'target, pid, ended_s, why, planned'), {
    target: 'api',
    pid: 77,
    ended_s: 60.5,
    why: 'soak ended',
    planned: 1,
  });
  assert.deepEqual(await one('verdict', 'position, rule, target, verdict, low'), {
    position: 0,
    rule: 'anon.slope < 1MiB/h',
    target: 'api',
    verdict: 'fail',
    low: 3500.5,
  });
  assert.deepEqual(await ask(`${ofRun('event', 'event, target, duration_s')} ORDER BY elapsed_s`), [
    { event: 'gap', target: null, duration_s: 1.5 },
    { event: 'restart', target: 'twin', duration_s: null },
  ]);
  assert.deepEqual(
    await ask(`${ofRun('generator', 'lag_p99_ms, loop_delay_ms, rss_mib, saturated')} AND elapsed_s = 7`),
    [{ lag_p99_ms: 1.25, loop_delay_ms: 2.5, rss_mib: 64, saturated: 1 }],
  );
});

test('coverage is the share of the samples due that could be read', async () => {
  assert.deepEqual(
    await ask(`${ofRun('coverage', 'target, samples, readable, every_s, coverage, gap_s')} ORDER BY target`),
    [
      { target: 'api', samples: 120, readable: 120, every_s: 1, coverage: 1, gap_s: 1.5 },
      { target: 'twin', samples: 120, readable: 0, every_s: 1, coverage: 0, gap_s: 1.5 },
    ],
  );
});

test('the example of the documentation joins memory with p95 latency per minute', async () => {
  const sql = /```sql\n(SELECT minute, [^`]*)```/.exec(readme)?.[1];
  assert.ok(sql !== undefined, 'data/README.md begins with the joined example');
  assert.match(sql, /JOIN load_minute/);
  const rows = await ask(sql.replace('ORDER BY number DESC', 'ORDER BY number'));
  assert.deepEqual(rows, [
    { minute: 0, target: 'api', anon_mib: 69.5, ok: 540, p95_ms: 12.5 },
    { minute: 1, target: 'api', anon_mib: 129.5, ok: 540, p95_ms: 20 },
    { minute: 0, target: 'twin', anon_mib: 7, ok: 540, p95_ms: 12.5 },
    { minute: 1, target: 'twin', anon_mib: 7, ok: 540, p95_ms: 20 },
  ]);
});

test('every example of the documentation runs', async () => {
  const examples = [...readme.matchAll(/```sql\n([^`]*)```/g)].map(([, sql]) => sql ?? '');
  assert.ok(examples.length >= 5);
  for (const sql of examples) await ask(sql);
});

test('every view and column is documented with its meaning', () => {
  for (const { name, columns } of views) {
    const section = readme.split(/^### /m).find((part) => part.startsWith(`\`${name}\``));
    assert.ok(section !== undefined, `data/README.md says nothing of ${name}`);
    const rows = section.split('\n').map((line) => line.replaceAll(/ +/g, ' '));
    for (const [column, , meaning] of columns)
      assert.ok(
        rows.includes(`| \`${column}\` | ${meaning} |`),
        `data/README.md lacks ${name}.${column}: ${meaning}`,
      );
  }
});

test('a view reads of a bulk table only what its row is about', async () => {
  const plans = views.map(({ name }) => [name, `EXPLAIN QUERY PLAN ${ofRun(name)}`] as const);
  const database = await openForReading(file);
  for (const [name, sql] of plans) {
    const own = database.prepare<[], { detail: string }>(sql).all();
    const debian = execFileSync('sqlite3', ['-readonly', file, sql], { encoding: 'utf8' }).split('\n');
    for (const detail of [...own.map((step) => step.detail), ...debian]) {
      assert.doesNotMatch(detail, /SCAN (s|m|g|h|f|v)\b/, `${name} reads other runs`);
      if (/minute|second/.test(name) && name !== 'operation_second')
        assert.doesNotMatch(detail, /SEARCH s .*\(run=\?\)/, `${name} reads the whole run for a row`);
    }
  }
  database.close();
});

function never(): never {
  throw new Error('no such operation');
}
