import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assess } from '../../src/analysis/assess.ts';
import { Histogram } from '../../src/load/figure/histogram.ts';
import { care } from '../../src/retention/care.ts';
import { KEEP_ALL } from '../../src/retention/policy.ts';
import { OUTLIVING, RUN_TABLES } from '../../src/retention/run-tables.ts';
import { thin } from '../../src/retention/thin.ts';
import { StoreReader } from '../../src/store/reader.ts';
import type { Connection } from '../../src/store/sqlite.ts';
import { LONG, makeDatabase, NOW_MS, openCopy, rowsOf } from './stored-runs.ts';

const original = await makeDatabase([{ ...LONG, id: 'first' }]);
const signal = new AbortController().signal;
const THIN = { ...KEEP_ALL, thinAfterMs: 0 };

function thinned(database: Connection, file: string) {
  return care(database, THIN, { file, logs: '/nonexistent', signal, nowMs: NOW_MS });
}

function assessed(database: Connection) {
  return assess(new StoreReader(database), 1, { untilMs: null, live: false });
}

test('a minute has the number, mean, least, greatest and last of its readings', async (t) => {
  const { file, database } = await openCopy(t, original);
  database.exec('UPDATE samples SET fds = NULL WHERE mono_ms BETWEEN 120000 AND 150000');
  const raw = rowsOf(
    database,
    'SELECT * FROM samples WHERE mono_ms >= 120000 AND mono_ms < 180000 ORDER BY mono_ms',
  );
  await thinned(database, file);
  const [minute] = rowsOf(
    database,
    'SELECT * FROM sample_minutes WHERE mono_ms >= 120000 AND mono_ms < 180000',
  );
  assert.ok(minute !== undefined);
  assert.equal(minute['samples'], raw.length);
  for (const name of ['rss_bytes', 'anon_bytes', 'fds', 'cpu_pct', 'connections']) {
    const readings = raw.map((row) => row[name]).filter((value) => typeof value === 'number');
    const mean = readings.reduce((sum, value) => sum + value, 0) / readings.length;
    assert.equal(minute[`${name}_count`], readings.length, name);
    assert.ok(Math.abs(Number(minute[name]) - mean) <= (name.endsWith('bytes') ? 0.5 : 1e-9), name);
    assert.equal(minute[`${name}_min`], Math.min(...readings), name);
    assert.equal(minute[`${name}_max`], Math.max(...readings), name);
    assert.equal(minute[`${name}_last`], raw.at(-1)?.[name], name);
  }
  assert.equal(minute['pss_bytes'], null, 'nothing was read all minute');
});

test('a process that takes the place of another within a minute has a row of its own', async (t) => {
  const { file, database } = await openCopy(t, original);
  database.exec('UPDATE samples SET generation = 1 WHERE mono_ms >= 630000');
  await thinned(database, file);
  const rows = rowsOf(
    database,
    'SELECT generation, samples FROM sample_minutes WHERE mono_ms >= 600000 AND mono_ms < 660000 ORDER BY mono_ms',
  );
  assert.deepEqual(
    rows.map((row) => ({ ...row })),
    [
      { generation: 0, samples: 3 },
      { generation: 1, samples: 3 },
    ],
  );
});

test('the views by the minute answer the same before and after', async (t) => {
  const { file, database } = await openCopy(t, original);
  const asked = [
    'SELECT * FROM resource_minute ORDER BY target, minute',
    'SELECT * FROM load_minute ORDER BY minute',
    'SELECT * FROM operation_minute ORDER BY operation, minute',
    'SELECT * FROM coverage',
    'SELECT run_id, state, verdict, observed_s FROM run',
  ];
  const before = asked.map((sql) => rowsOf(database, sql));
  await thinned(database, file);
  for (const [index, sql] of asked.entries()) {
    const after = rowsOf(database, sql);
    assert.equal(after.length, before[index]?.length, sql);
    for (const [at, row] of after.entries()) {
      for (const [name, value] of Object.entries(row)) {
        const was = before[index]?.[at]?.[name];
        if (name === 'last_at') continue;
        if (typeof value !== 'number') assert.equal(value, was, `${sql}: ${name}`);
        else assert.ok(Math.abs(value - Number(was)) < 1e-6, `${sql}: ${name} was ${was} and is ${value}`);
      }
    }
  }
  assert.equal(rowsOf(database, 'SELECT * FROM scrape').length, 4 * 125, 'four series of 125 minutes');
});

test('a report says that it is told from minute means, with the verdicts as they were and about the same trends', async (t) => {
  const { file, database } = await openCopy(t, original);
  const before = assessed(database);
  await thinned(database, file);
  const after = assessed(database);
  assert.equal(before.run.thinnedAt, null);
  assert.equal(after.run.thinnedAt, new Date(NOW_MS).toISOString());
  assert.deepEqual(after.criteria, before.criteria);
  assert.equal(after.verdict, before.verdict);
  assert.equal(after.coverage, before.coverage);
  assert.deepEqual(after.load, before.load);
  assert.deepEqual(after.events, before.events);
  assert.deepEqual(after.targets, before.targets);
  const maxima = ({ self }: typeof after) => [
    self.rssBytes,
    self.fds,
    self.loopLagMs,
    self.missedTicks,
    self.load,
  ];
  assert.deepEqual(maxima(after), maxima(before));
  assert.deepEqual(
    after.trends.map(({ metric, target }) => [metric, target]),
    before.trends.map(({ metric, target }) => [metric, target]),
  );
  for (const [index, trend] of after.trends.entries()) {
    const was = before.trends[index];
    assert.ok(was !== undefined);
    const within = Math.max(Math.abs((was.highPerHour ?? 0) - (was.lowPerHour ?? 0)), 1e-3);
    assert.ok(Math.abs((trend.slopePerHour ?? 0) - (was.slopePerHour ?? 0)) < within, trend.metric);
  }
});

test('what came back in the drain is told of a thinned run, too', async (t) => {
  const { file, database } = await openCopy(t, original);
  const phase = `INSERT INTO events (run, mono_ms, wall_ms, event, text) VALUES (1, ?, 0, 'phase', ?)`;
  database.prepare(phase).run(6_600_000, 'drain');
  database.prepare(phase).run(7_020_000, 'reload');
  database.exec(`UPDATE runs SET plan_json = json_set(plan_json, '$.drain', json('{"durationMs":420000,"reloadMs":480000}'));
    UPDATE samples SET anon_bytes = anon_bytes + 30 * min(mono_ms, 6600000) WHERE mono_ms < 6600000;`);
  const told = () => assessed(database).comeBack.map(({ metric, kind }) => `${metric} ${kind}`);
  const before = told();
  assert.ok(before.includes('anon gave-back'), before.join(', '));
  await thinned(database, file);
  assert.deepEqual(told(), before);
});

test('nothing but minutes is left of what was sampled, and the file is much smaller', async (t) => {
  const { file, database } = await openCopy(t, original);
  const { done, before, after } = await thinned(database, file);
  assert.deepEqual(
    done.map(({ action, run }) => [action, run.id]),
    [['thin', 'first']],
  );
  for (const { name, raw } of RUN_TABLES)
    if (raw) assert.deepEqual(rowsOf(database, `SELECT * FROM ${name}`), [], name);
  assert.deepEqual(rowsOf(database, 'SELECT * FROM discarded'), []);
  assert.equal(after.freeBytes, 0);
  assert.ok(after.fileBytes < before.fileBytes / 2, `${before.fileBytes} to ${after.fileBytes}`);
  const estimate = done[0]?.freesBytes ?? 0;
  const freed = before.fileBytes - after.fileBytes;
  assert.ok(Math.abs(estimate - freed) < 0.25 * freed, `estimated ${estimate}, freed ${freed}`);
  assert.deepEqual((await thinned(database, file)).done, [], 'it is thinned once');
});

test('histograms of ten seconds become those of a minute, percentiles and all', async (t) => {
  const { database } = await openCopy(t, original);
  const all = new Histogram();
  database.exec('DELETE FROM histograms');
  const insert = database.prepare(
    'INSERT INTO histograms (run, operation, mono_ms, span_ms, latency, service) VALUES (1, ?, ?, 10000, ?, ?)',
  );
  const empty = new Uint8Array();
  for (let window = 0; window < 6; window += 1) {
    for (const operation of [0, 1]) {
      const own = new Histogram();
      for (let value = 1; value <= 50; value += 1) own.record(value * (window + 1) * (operation + 1));
      all.merge(own);
      insert.run(operation, 60_000 + window * 10_000, own.encode(), own.encode());
    }
    insert.run(-1, 60_000 + window * 10_000, empty, empty);
  }
  await thin(database, 1, { nowMs: NOW_MS, signal });
  const reader = new StoreReader(database);
  const minutes = [...reader.histograms(1)];
  assert.deepEqual(
    minutes.map(({ operation, monoMs, spanMs }) => [operation, monoMs, spanMs]),
    [
      [0, 60_000, 60_000],
      [1, 60_000, 60_000],
    ],
  );
  const merged = new Histogram();
  for (const { latency } of minutes) merged.merge(Histogram.decode(latency));
  assert.deepEqual(merged.encode(), all.encode());
  const [together] = reader.latencyWindows(1);
  assert.equal(together?.latencyP95Ms, all.percentileMs(95));
  assert.equal(together?.serviceMaxMs, all.maxMs);
});

test('a run of under two hours, one that was never judged and one that goes on keep their samples', async (t) => {
  for (const change of [
    'DELETE FROM samples WHERE mono_ms > 3600000; DELETE FROM self_samples WHERE mono_ms > 3600000; DELETE FROM paths WHERE mono_ms > 3600000; DELETE FROM scrapes WHERE mono_ms > 3600000; DELETE FROM operation_seconds WHERE mono_ms > 3600000; DELETE FROM generator_seconds WHERE mono_ms > 3600000',
    'DELETE FROM verdicts',
    `UPDATE progress SET state = 'running'`,
  ]) {
    const { file, database } = await openCopy(t, original);
    database.exec(change);
    const before = rowsOf(database, 'SELECT * FROM samples');
    assert.deepEqual((await thinned(database, file)).done, [], change);
    assert.deepEqual(rowsOf(database, 'SELECT * FROM samples'), before);
  }
});

test('every table with rows of runs is known to retention', async (t) => {
  const { database } = await openCopy(t, original);
  const tables = database
    .prepare<[], string>(
      `SELECT DISTINCT t.name FROM sqlite_schema t, pragma_table_info(t.name) c
      WHERE t.type = 'table' AND c.name IN ('run', 'series')`,
    )
    .pluck()
    .all();
  const known = [...RUN_TABLES.map(({ name }) => name), ...OUTLIVING];
  assert.deepEqual(tables.toSorted(), known.toSorted());
});
