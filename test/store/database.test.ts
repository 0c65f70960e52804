import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SoakdError } from '../../src/error.ts';
import type { Column } from '../../src/store/column.ts';
import { openForReading, openForWriting } from '../../src/store/database.ts';
import { events, generations } from '../../src/store/event-table.ts';
import {
  failures,
  generatorSeconds,
  histograms,
  marks,
  operationSeconds,
} from '../../src/store/load-table.ts';
import { findRun } from '../../src/store/read-run.ts';
import { availability, paths, samples, selfSamples } from '../../src/store/reading-table.ts';
import { progress } from '../../src/store/run-table.ts';
import { APPLICATION_ID, migrations } from '../../src/store/schema.ts';
import { loadSqlite } from '../../src/store/sqlite.ts';
import { verdicts } from '../../src/store/verdict-table.ts';
import { createView } from '../../src/store/view.ts';
import { views } from '../../src/store/views.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { newRun, sample } from './stored-run.ts';

async function refusal(action: () => Promise<unknown>): Promise<SoakdError> {
  try {
    await action();
  } catch (error) {
    assert.ok(error instanceof SoakdError, `a ${error} is no SoakdError`);
    return error;
  }
  assert.fail('it was not refused');
}

function userVersion(file: string): number {
  return readFileSync(file).readUInt32BE(60);
}

test('a new database carries the application id, the schema version and WAL mode', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  (await openForWriting(file)).close();
  const header = readFileSync(file);
  assert.equal(header.readUInt32BE(68), APPLICATION_ID);
  assert.equal(userVersion(file), migrations.length);
  assert.deepEqual([header[18], header[19]], [2, 2]);
});

test('the files and the folder of a new database are for their owner only, whatever the umask', async (t) => {
  const folder = join(temporaryFolder(t), 'deep', 'state');
  const file = join(folder, 'soakd.db');
  const before = process.umask(0o000);
  try {
    const writer = await openStoreWriter(file);
    const run = await writer.createRun(newRun());
    writer.write(sample(run, 0));
    await writer.flush();
    for (const name of [file, `${file}-wal`, `${file}-shm`])
      assert.equal((statSync(name).mode & 0o777).toString(8), '600', name);
    assert.equal((statSync(folder).mode & 0o777).toString(8), '700');
    await writer.close();
  } finally {
    process.umask(before);
  }
});

test('closing the last writer leaves one file', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const writer = await openStoreWriter(file);
  await writer.createRun(newRun());
  await writer.close();
  assert.equal(existsSync(`${file}-wal`), false);
});

test('a file that is no database is refused and left as it is', async (t) => {
  const file = join(temporaryFolder(t), 'notes.txt');
  for (const content of ['x', 'my precious notes\n'.repeat(400), `SQLite format 3\0 and more`]) {
    writeFileSync(file, content);
    for (const open of [openStoreWriter, openForReading, openForWriting]) {
      const error = await refusal(() => open(file));
      assert.match(error.message, /is not a database/);
      assert.match(error.hint ?? '', /--db/);
      assert.equal(error.exitCode, 2);
    }
    assert.equal(readFileSync(file, 'utf8'), content);
    assert.equal(existsSync(`${file}-wal`), false);
  }
});

test('the database of another program is refused and left as it is', async (t) => {
  const file = join(temporaryFolder(t), 'other.db');
  const Sqlite = await loadSqlite();
  const other = new Sqlite(file);
  other.exec('CREATE TABLE cookies (a); INSERT INTO cookies VALUES (1)');
  other.close();
  const content = readFileSync(file);
  for (const open of [openStoreWriter, openForReading])
    assert.match((await refusal(() => open(file))).message, /database of another program/);
  assert.deepEqual(readFileSync(file), content);
});

test('a database of a newer soakd is refused, to write and to read', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const database = await openForWriting(file);
  database.pragma(`user_version = ${migrations.length + 1}`);
  database.close();
  const content = readFileSync(file);
  for (const open of [openStoreWriter, openForReading]) {
    const error = await refusal(() => open(file));
    assert.match(error.message, /newer soakd/);
    assert.match(error.hint ?? '', /Update soakd/);
  }
  assert.deepEqual(readFileSync(file), content);
});

test('a database of an older soakd is brought up to date by whoever reads it first', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const Sqlite = await loadSqlite();
  const old = new Sqlite(file);
  old.pragma('journal_mode = WAL');
  old.pragma(`application_id = ${APPLICATION_ID}`);
  old.exec(migrations[0] ?? '');
  old.pragma('user_version = 1');
  old.exec(`INSERT INTO runs (id, name, started_wall_ms, boot_id, monotonic_origin_ms, plan_sha256, host_json, plan_json, plan_text)
    VALUES ('k3m9x2', 'night', 0, '', 0, '', '{}', '{}', '');
    INSERT INTO progress (run, state, phase, observed_ms, heartbeat_wall_ms) VALUES (1, 'completed', 'ended', 1, 1)`);
  old.close();
  const database = await openForReading(file);
  assert.equal(findRun(database, 'latest').thinnedWallMs, null);
  assert.equal(Number(database.pragma('user_version', { simple: true })), migrations.length);
  assert.equal(database.prepare('SELECT count(*) FROM resource_minute').pluck().get(), 0);
  assert.throws(() => database.exec('DELETE FROM runs'), /readonly/);
  database.close();
});

test('an older database is brought up to date, its rows kept and its views made anew', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const database = await openForWriting(file);
  database.exec('DROP VIEW run; CREATE VIEW run AS SELECT 1 AS old; CREATE VIEW gone AS SELECT 2 AS old');
  for (const { name } of views) database.exec(`DROP VIEW IF EXISTS ${name}`);
  for (const name of database
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .pluck()
    .all())
    database.exec(`DROP TABLE ${name}`);
  database.pragma('user_version = 0');
  database.close();
  const again = await openForWriting(file);
  assert.equal(Number(again.pragma('user_version', { simple: true })), migrations.length);
  const stored = new Map(
    again
      .prepare<[], [string, string]>(`SELECT name, sql FROM sqlite_schema WHERE type = 'view'`)
      .raw()
      .all(),
  );
  assert.deepEqual([...stored.keys()].sort(), views.map(({ name }) => name).sort());
  for (const view of views) assert.equal(`${stored.get(view.name)};`, createView(view));
  again.close();
});

test('a reader says what to do when there is no database', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const error = await refusal(() => openForReading(file));
  assert.match(error.message, /no database at/);
  assert.match(error.hint ?? '', /soakd demo/);
  assert.equal(existsSync(file), false);
});

test('a folder in the place of the database, or above it a file, is a usage error', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'soakd.db'));
  writeFileSync(join(folder, 'file'), '');
  for (const file of [join(folder, 'soakd.db'), join(folder, 'file', 'soakd.db')])
    assert.equal((await refusal(() => openStoreWriter(file))).exitCode, 2);
});

test('a damaged page is a SoakdError, not a crash', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  (await openForWriting(file)).close();
  const content = readFileSync(file);
  content.fill(0xa5, 100, 4096);
  writeFileSync(file, content);
  assert.match((await refusal(() => openForReading(file))).message, /is damaged/);
});

test('the library is not loaded where it would crash', async () => {
  for (const version of ['18.20.0', '20.20.2', '22.13.9'])
    assert.match((await refusal(() => loadSqlite(version))).message, /cannot load the SQLite library/);
  for (const version of ['22.14.0', '24.12.0', '26.0.0']) await loadSqlite(version);
});

test('the columns that records are mapped to are those of the tables', async (t) => {
  const database = await openForWriting(join(temporaryFolder(t), 'soakd.db'));
  const mapped: Record<string, Readonly<Record<string, Column>>> = {
    samples,
    availability,
    paths,
    self_samples: selfSamples,
    operation_seconds: operationSeconds,
    failures,
    marks,
    generator_seconds: generatorSeconds,
    histograms,
    events,
    generations,
    verdicts,
    progress,
  };
  for (const [name, columns] of Object.entries(mapped)) {
    const stored = database
      .prepare<[string], string>('SELECT name FROM pragma_table_info(?)')
      .pluck()
      .all(name);
    const expected = ['run', ...Object.values(columns).map((column) => column.name)];
    assert.deepEqual(stored.filter((column) => column !== 'id').sort(), expected.sort(), name);
  }
  database.close();
});

test('sqlite3 finds the database sound', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  (await openForWriting(file)).close();
  chmodSync(file, 0o400);
  assert.equal(
    execFileSync('sqlite3', ['-readonly', file, 'PRAGMA integrity_check'], { encoding: 'utf8' }).trim(),
    'ok',
  );
});

test('a database whose making was cut short is made again', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const Sqlite = await loadSqlite();
  const cutShort = new Sqlite(file);
  cutShort.pragma('auto_vacuum = INCREMENTAL');
  cutShort.close();
  assert.ok(statSync(file).size > 0);
  assert.match((await refusal(() => openForReading(file))).message, /no database at/);
  const writer = await openStoreWriter(file);
  assert.equal(await writer.createRun(newRun()), 1);
  await writer.close();
});
