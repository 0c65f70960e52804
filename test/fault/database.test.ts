import assert from 'node:assert/strict';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { openForReading } from '../../src/store/database.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import {
  type DaemonPlace,
  type DaemonProcess,
  daemonPlace,
  servicePlan,
  spawnDaemon,
  startDaemon,
  startSoak,
} from '../fixture/daemon.ts';
import { follow } from '../fixture/follow.ts';
import { reportOf, soakd } from '../fixture/soakd.ts';

const PAGE_BYTES = 4096;

async function end(daemon: DaemonProcess): Promise<void> {
  daemon.child.kill('SIGTERM');
  assert.equal(await daemon.ended, 0, daemon.said());
}

/** With all rows in the file, and none in the log. */
function emptyLog(database: string): void {
  const other = new Database(database);
  while (statSync(`${database}-wal`).size > 0) other.pragma('wal_checkpoint(TRUNCATE)');
  other.close();
}

/** The page of the first samples, which nobody writes any more. */
function sampledPage(database: string): number {
  const other = new Database(database, { readonly: true });
  const pages = other
    .prepare<[], number>(
      `SELECT pageno FROM dbstat WHERE name = 'samples' AND pagetype = 'leaf' ORDER BY path`,
    )
    .pluck()
    .all();
  other.close();
  const page = pages[Math.floor(pages.length / 2)];
  assert.ok(page !== undefined);
  return page;
}

function overwrite(file: string, from: number, bytes: number): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(bytes, 0xa5), 0, bytes, from);
  closeSync(descriptor);
}

function asides({ folder }: DaemonPlace): string[] {
  return readdirSync(folder).filter((name) => /^soakd\.db\.corrupt-\d{8}T\d{6}Z$/.test(name));
}

async function assertSound(database: string): Promise<void> {
  const open = await openForReading(database);
  assert.equal(open.pragma('integrity_check', { simple: true }), 'ok');
  open.close();
}

async function timesOf(database: string, id: string): Promise<number[]> {
  using reader = await openStoreReader(database);
  return [...reader.sampleTimes(reader.findRun(id).run, 0)];
}

/** Until more than one page is full of samples. */
async function sampled(daemon: DaemonProcess, run: string, least = 70): Promise<void> {
  const news = await follow(daemon.socket);
  for (;;) {
    await news.nextStatus(run);
    if ((await timesOf(daemon.database, run)).length >= least) break;
  }
  news.close();
}

test('a database that was damaged while soakd was dead is set aside; the run goes on and does not pass', async (context) => {
  const daemon = await startDaemon(context);
  const run = await startSoak(daemon, await servicePlan('damaged', 'criteria: ["success >= 1%"]'));
  await sampled(daemon, run);
  daemon.child.kill('SIGKILL');
  await daemon.ended;
  new Database(daemon.database).pragma('wal_checkpoint(TRUNCATE)');
  overwrite(daemon.database, (sampledPage(daemon.database) - 1) * PAGE_BYTES, PAGE_BYTES);

  const next = spawnDaemon(context, daemon);
  await next.says(/is ready/);
  assert.match(
    next.said(),
    /error the database was damaged \(.+\): it was set aside as \S+\.corrupt-\d{8}T\d{6}Z/,
  );
  assert.equal(asides(daemon).length, 1);
  await (await follow(next.socket)).loaded(run);
  await end(next);
  await assertSound(next.database);
  const report = reportOf(await soakd(['report', run, '--format', 'json'], next));
  assert.notEqual(report.verdict, 'pass');
  assert.ok(report.events.some(({ kind }) => kind === 'rows-lost'));
});

test('damage that only the assessment at the end meets costs the pass, not the report', async (context) => {
  const daemon = await startDaemon(context);
  const plan = await servicePlan('met', 'criteria: ["success >= 1%"]');
  const run = await startSoak(daemon, plan);
  await sampled(daemon, run);
  emptyLog(daemon.database);
  overwrite(daemon.database, (sampledPage(daemon.database) - 1) * PAGE_BYTES, PAGE_BYTES);
  await end(daemon);
  assert.equal(asides(daemon).length, 1, daemon.said());
  await assertSound(daemon.database);
  const report = reportOf(await soakd(['report', run, '--format', 'json'], daemon));
  assert.equal(report.run.state, 'interrupted');
  assert.notEqual(report.verdict, 'pass');
  assert.ok(report.events.some(({ kind }) => kind === 'rows-lost'));
});

test('a database that is deleted under a soak is written anew, whole', async (context) => {
  const daemon = await startDaemon(context);
  const run = await startSoak(daemon, await servicePlan('deleted'));
  await sampled(daemon, run, 20);
  const before = await timesOf(daemon.database, run);
  for (const companion of ['', '-wal', '-shm']) rmSync(`${daemon.database}${companion}`);
  await daemon.says(
    /soakd\.db was deleted or moved; what was in it is in \S+soakd\.db, and soakd writes on there/,
  );
  await end(daemon);
  await assertSound(daemon.database);
  const after = await timesOf(daemon.database, run);
  assert.deepEqual(after.slice(0, before.length), before);
  using reader = await openStoreReader(daemon.database);
  assert.deepEqual(
    reader.events(reader.findRun(run).run).filter(({ event }) => event === 'gap' || event === 'rows-lost'),
    [],
  );
});

test('a file that somebody puts in its place is left alone', async (context) => {
  const daemon = await startDaemon(context);
  const run = await startSoak(daemon, await servicePlan('replaced'));
  await sampled(daemon, run, 20);
  rmSync(daemon.database);
  writeFileSync(daemon.database, 'mine');
  const said = await daemon.says(
    /another file was put in the place of \S+; what was in it is in (\S+rescued\S+Z)/,
  );
  await end(daemon);
  assert.equal(readFileSync(daemon.database, 'utf8'), 'mine');
  const rescued = /in (\S+rescued\S+Z)/.exec(said)?.[1] ?? '';
  assert.ok((await timesOf(rescued, run)).length >= 20);
});

test('a file that is none of soakd is neither used nor renamed: exit code 2', async (context) => {
  const place = daemonPlace(context);
  writeFileSync(place.database, 'precious '.repeat(1000));
  const daemon = spawnDaemon(context, place);
  assert.equal(await daemon.ended, 2);
  assert.match(daemon.said(), /is not a database/);
  assert.equal(readFileSync(place.database, 'utf8'), 'precious '.repeat(1000));
  assert.deepEqual(asides(place), []);
  assert.equal(existsSync(join(place.folder, 'soakd.db-ballast')), false);
});
