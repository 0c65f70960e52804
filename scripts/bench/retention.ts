/**
 * What data care costs, on a generated night (8 h at 1 s, 20 metrics, two operations) and month (30 days at 5 s):
 * thinning, deleting, backup and export; sizes and bytes a row before and after; how long trends and report of each
 * take as a process; and what a soak that writes to the same database notices. A few minutes:
 * node scripts/bench/retention.ts
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { backUp } from '../../src/retention/backup.ts';
import { care } from '../../src/retention/care.ts';
import { exportRun } from '../../src/retention/export-run.ts';
import { KEEP_ALL, type RetentionPolicy } from '../../src/retention/policy.ts';
import { openForReading, openForWriting } from '../../src/store/database.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { writeLongSoak } from '../../test/fixture/long-soak.ts';
import { newRun, sample } from '../../test/store/stored-run.ts';

const DAY_S = 86_400;
const ROUNDS = 5;
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const print = (line: string) => process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), 'soakd-bench-'));
const at = (name: string) => join(folder, name);
const startedWallMs = Date.UTC(2026, 0, 1);
const THIN: RetentionPolicy = { ...KEEP_ALL, thinAfterMs: 0 };
const DELETE: RetentionPolicy = { ...KEEP_ALL, keepForMs: 0 };

try {
  await make('night', { seconds: DAY_S / 3, everyS: 1, load: true });
  await make('month', { seconds: 30 * DAY_S, everyS: 5, load: false });
  for (const name of ['night', 'month']) await benchCare(name);
  await benchNeighbour();
} finally {
  rmSync(folder, { recursive: true });
}

async function make(name: string, soak: { seconds: number; everyS: number; load: boolean }): Promise<void> {
  const writer = await openStoreWriter(at(`${name}.db`));
  await writeLongSoak(writer, { ...soak, id: name, startedWallMs });
  await writer.close();
}

async function benchCare(name: string): Promise<void> {
  const [raw, thinned] = [at(`${name}.db`), at(`${name}-thinned.db`)];
  copyFileSync(raw, thinned);
  const thinS = await secondsOf(() => caredFor(thinned, THIN));
  print(`${name}: ${mb(raw)} thinned to ${mb(thinned)} in ${thinS}`);
  await tellRows(raw, thinned);
  for (const verb of ['trends', 'report'])
    print(`  ${verb}: ${wholeProcess(verb, raw)} raw, ${wholeProcess(verb, thinned)} thinned`);
  const copy = { file: at('copy.db'), force: true };
  print(`  backup: ${await secondsOf(() => backUp(raw, { ...copy, onProgress: () => {} }))}`);
  print(
    `  export: ${await secondsOf(() => exportRun(raw, { ...copy, reference: 'latest' }))}, ${mb(copy.file)}`,
  );
  copyFileSync(raw, copy.file);
  print(`  delete: ${await secondsOf(() => caredFor(copy.file, DELETE))}, ${mb(copy.file)} left`);
}

/** Commits of five a second by a soak, alone and while a month is thinned and deleted beside it. */
async function benchNeighbour(): Promise<void> {
  const file = at('month.db');
  const alone = await whileWriting(file, () => new Promise((resolve) => setTimeout(resolve, 20_000)));
  const thinning = await whileWriting(file, () => inThread(file, THIN));
  const deleting = await whileWriting(file, () => inThread(file, DELETE));
  for (const [name, { latencies, lateMs }] of Object.entries({ alone, thinning, deleting }))
    print(
      `commits ${name}: ${latencies.length}; p50 ${ms(latencies, 0.5)}, p99 ${ms(latencies, 0.99)}, max ${ms(latencies, 1)}; ticks late by at most ${ms(lateMs, 1)}`,
    );
}

/** As a daemon does it: in another thread than the sampler's. */
function inThread(file: string, policy: RetentionPolicy): Promise<void> {
  const code = `
    const { workerData } = require('node:worker_threads');
    Promise.all([import(workerData.care), import(workerData.database)]).then(async ([{ care }, { openForWriting }]) => {
      const database = await openForWriting(workerData.file);
      const signal = new AbortController().signal;
      await care(database, workerData.policy, { file: workerData.file, logs: '/nonexistent', signal });
      database.close();
    });`;
  const place = (path: string) => new URL(`../../src/${path}`, import.meta.url).href;
  const workerData = { file, policy, care: place('retention/care.ts'), database: place('store/database.ts') };
  const worker = new Worker(code, { eval: true, workerData });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => resolve());
  });
}

async function whileWriting(file: string, work: () => Promise<unknown>) {
  const writer = await openStoreWriter(file, { commitEveryMs: 0 });
  const id = `beside${Math.round(performance.now())}`;
  const run = await writer.createRun(newRun({ id }));
  const latencies: number[] = [];
  const lateMs: number[] = [];
  let tick = 0;
  const begin = performance.now();
  const sampler = setInterval(() => {
    const now = performance.now();
    lateMs.push(Math.max(0, now - begin - (tick + 1) * 200));
    for (let target = 0; target < 4; target += 1) writer.write(sample(run, tick * 200, { target }));
    tick += 1;
    void writer.flush().then(() => latencies.push(performance.now() - now));
  }, 200);
  await work();
  clearInterval(sampler);
  await writer.flush();
  await writer.close();
  return { latencies, lateMs };
}

async function caredFor(file: string, policy: RetentionPolicy): Promise<void> {
  const database = await openForWriting(file);
  await care(database, policy, { file, logs: at('logs'), signal: new AbortController().signal });
  database.close();
}

function wholeProcess(verb: string, database: string): string {
  const seconds = Array.from({ length: ROUNDS }, () => {
    const began = performance.now();
    execFileSync(process.execPath, [main, verb, '--db', database], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return (performance.now() - began) / 1000;
  });
  return `${(seconds.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0).toFixed(2)} s`;
}

/** What inventory.ts reckons with. */
async function tellRows(raw: string, thinned: string): Promise<void> {
  for (const file of [raw, thinned]) {
    const database = await openForReading(file);
    const rows = database
      .prepare<[], string>(
        `SELECT name || ' ' || round(1.0 * sum(pgsize) / sum(CASE WHEN pagetype = 'leaf' OR pagetype = 'internal' THEN ncell END))
        FROM dbstat WHERE name IN (SELECT name FROM sqlite_schema WHERE type = 'table') GROUP BY name HAVING sum(ncell) > 100`,
      )
      .pluck()
      .all();
    database.close();
    print(`  bytes a row: ${rows.join(', ')}`);
  }
}

async function secondsOf(work: () => Promise<unknown>): Promise<string> {
  const cpu = process.cpuUsage();
  const began = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return `${((performance.now() - began) / 1000).toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of a core)`;
}

function ms(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return `${(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1)} ms`;
}

function mb(file: string): string {
  return `${(statSync(file).size / 1e6).toFixed(1)} MB`;
}
