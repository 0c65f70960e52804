/** The series of runs in the stores of others. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { STARTED_WALL_MS, storeSoak } from '../analysis/stored-soak.ts';
import { servicePlan } from '../fixture/daemon.ts';
import { soakd, temporaryFolder } from '../fixture/soakd.ts';
import { startVictoriaMetrics } from '../fixture/victoria-metrics.ts';

const exec = promisify(execFile);

async function rows(database: string, sql: string): Promise<Record<string, string>[]> {
  const { stdout, stderr } = await soakd(['query', '--json', sql], { database });
  assert.notEqual(stdout, '', stderr);
  const answer = JSON.parse(stdout);
  return Array.isArray(answer) ? answer : answer.rows;
}

test('VictoriaMetrics takes a real run, and a range query returns what was sampled', async (context) => {
  const folder = temporaryFolder(context);
  const database = join(folder, 'soakd.db');
  const plan = join(folder, 'plan.yaml');
  writeFileSync(plan, await servicePlan('shop'));
  await soakd(['run', plan, '--for', '8s'], { database });
  const store = await startVictoriaMetrics(context);
  const { code, stdout, stderr } = await soakd(['export', '--openmetrics'], { database });
  assert.equal(code, 0, stderr);
  await store.import(stdout);

  const samples = await rows(
    database,
    'SELECT wall_ms, rss_bytes, cpu_pct FROM samples WHERE rss_bytes IS NOT NULL ORDER BY wall_ms',
  );
  assert.ok(samples.length > 20, `${samples.length} samples`);
  const span = {
    startS: Math.ceil(Number(samples[0]?.['wall_ms']) / 1000),
    endS: Math.floor(Number(samples.at(-1)?.['wall_ms']) / 1000),
    stepS: 1,
  };
  // The newest sample that a moment has seen.
  const before = (second: number): number =>
    Number(samples.findLast((sample) => Number(sample['wall_ms']) <= 1000 * second)?.['rss_bytes']);
  const [rss, ...others] = await store.range('soakd_target_resident_memory_bytes{plan="shop"}', span);
  assert.equal(others.length, 0);
  assert.equal(rss?.metric['target'], 'api');
  assert.deepEqual(
    rss.values.map(([second, value]) => [second, Number(value)]),
    rss.values.map(([second]) => [second, before(second)]),
  );
  assert.ok(rss.values.length > 4, `${rss.values.length} points`);

  const due = await store.range('sum(sum_over_time(soakd_operation_due_per_second[1m]))', {
    ...span,
    startS: span.endS + 5,
    endS: span.endS + 5,
  });
  const [counted] = await rows(database, 'SELECT sum(due) AS due FROM operation_seconds');
  assert.equal(Number(due[0]?.values[0]?.[1]), Number(counted?.['due']));
  const [info] = await store.range('soakd_run_info', span);
  const [run] = await rows(database, 'SELECT id FROM runs');
  assert.equal(info?.metric['run'], run?.['id']);
});

test('Prometheus makes blocks of it, and it is OpenMetrics to the letter: one family after the other, times ascending', async (context) => {
  const folder = temporaryFolder(context);
  const { file: database } = await storeSoak(folder, { untilS: 400 });
  const output = join(folder, 'series.om');
  assert.equal((await soakd(['export', '--openmetrics', '-o', output], { database })).code, 0);
  const { stdout } = await exec('promtool', [
    'tsdb',
    'create-blocks-from',
    'openmetrics',
    output,
    join(folder, 'blocks'),
  ]);
  assert.match(stdout, /NUM SERIES/);
  const text = readFileSync(output, 'utf8');
  const families = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name);
  assert.equal(new Set(families).size, families.length);
  const newest = new Map<string, number>();
  for (const [, series = '', second] of text.matchAll(/^(\w+\{.*\}) \S+ (\S+)$/gm)) {
    assert.ok(Number(second) > (newest.get(series) ?? 0), `${series} goes back to ${second}`);
    newest.set(series, Number(second));
  }
  assert.ok(newest.size > 60, `${newest.size} series`);
  assert.ok(text.endsWith('# EOF\n'));
});

test('--since leaves out what came before, by the wall clock as well', async (context) => {
  const { file: database } = await storeSoak(temporaryFolder(context), { untilS: 400 });
  const firstOf = async (since: string): Promise<number> => {
    const { stdout, stderr } = await soakd(['export', '--openmetrics', '--since', since], { database });
    assert.equal(stderr, '');
    const [, second] = /^soakd_target_open_fds\{.*\} \S+ (\S+)$/m.exec(stdout) ?? [];
    return Number(second) - STARTED_WALL_MS / 1000;
  };
  assert.equal(await firstOf('5m'), 300);
  assert.equal(await firstOf(new Date(STARTED_WALL_MS + 350_000).toISOString()), 350);
});

test('what has no meaning together is refused', async (context) => {
  const { file: database } = await storeSoak(temporaryFolder(context), { untilS: 20 });
  for (const [args, says] of [
    [['--since', '5m', '-o', 'x.db'], /--since takes a part of the series/],
    [['--openmetrics', '--force'], /--force has no meaning with --openmetrics/],
    [['--openmetrics', '--since', 'yesterday'], /--since takes a time, found "yesterday"/],
  ] as const) {
    const { code, stderr } = await soakd(['export', ...args], { database });
    assert.equal(code, 2);
    assert.match(stderr, says);
  }
});
