import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openForReading } from '../../src/store/database.ts';
import { thisProcess } from '../../src/store/owner.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import { replaceDamaged } from '../../src/store/replace-damaged.ts';
import { migrations } from '../../src/store/schema.ts';
import { loadSqlite } from '../../src/store/sqlite.ts';
import { openStoreWriter, type StoreWriter } from '../../src/store/writer.ts';
import type { StoreTrouble } from '../../src/store/writer-message.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { newRun, sample } from './stored-run.ts';

const PAGE_BYTES = 4096;
const SAMPLES = 20_000;

/** A run under way, with samples on some 300 pages of the file and a few in the log. Its soakd was killed. */
async function cutOff(test: TestContext): Promise<string> {
  const folder = temporaryFolder(test);
  const file = join(folder, 'soakd.db');
  const writer = await openStoreWriter(join(folder, 'alive.db'));
  const run = await writer.createRun(newRun());
  await writer.claimSlot({ schedule: 'nightly', slotWallMs: 7, outcome: 'started', why: null, run });
  for (let at = 0; at < SAMPLES; at++) writer.write(sample(run, at));
  await writer.flush();
  execFileSync('sqlite3', [join(folder, 'alive.db'), 'PRAGMA wal_checkpoint(PASSIVE)']);
  writer.write({ kind: 'run-update', run, observedMs: SAMPLES, heartbeatWallMs: Date.now() });
  await writer.flush();
  for (const companion of ['', '-wal', '-shm'])
    cpSync(join(folder, `alive.db${companion}`), `${file}${companion}`);
  await writer.close();
  return file;
}

/** A file that holds all, and no log. */
async function closed(test: TestContext): Promise<string> {
  const file = await cutOff(test);
  execFileSync('sqlite3', [file, 'PRAGMA user_version']);
  assert.equal(existsSync(`${file}-wal`), false);
  return file;
}

/** Opens it as a run would. */
async function reopen(test: TestContext, file: string, examine: 'always' | 'when-suspect' = 'when-suspect') {
  const troubles: StoreTrouble[] = [];
  const writer = await openStoreWriter(file, { examine, onTrouble: (trouble) => troubles.push(trouble) });
  test.after(() => writer.closeAtOnce());
  return { writer, troubles };
}

function overwrite(file: string, from: number, bytes: number): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(bytes, 0xa5), 0, bytes, from);
}

function asideOf(troubles: readonly StoreTrouble[]): string {
  const [trouble] = troubles;
  assert.equal(troubles.length, 1, JSON.stringify(troubles));
  assert.ok(trouble?.kind === 'damaged');
  return trouble.aside;
}

async function storeOne(writer: StoreWriter): Promise<void> {
  const run = await writer.createRun(newRun({ id: 'next' }));
  writer.write(sample(run, 1));
  await writer.close();
}

test('a damaged page is found after a crash; what lies before and behind it goes on in a fresh file', async (t) => {
  const file = await cutOff(t);
  const pages = Math.floor(statSync(file).size / PAGE_BYTES);
  overwrite(file, (pages - 100) * PAGE_BYTES, PAGE_BYTES);
  const before = readFileSync(file);
  const { writer, troubles } = await reopen(t, file);
  const aside = asideOf(troubles);
  assert.match(aside, /soakd\.db\.corrupt-\d{8}T\d{6}Z$/);
  assert.deepEqual(readFileSync(aside), before);
  using reader = await openStoreReader(file);
  const { run, observedMs } = reader.findRun('k3m9x2');
  const count = reader.sampleTimes(run, 0).length;
  assert.ok(count > SAMPLES - 500 && count < SAMPLES, `${count} of ${SAMPLES} samples`);
  assert.equal(observedMs, SAMPLES);
  assert.deepEqual(
    reader.events(run).map(({ event, monoMs }) => [event, monoMs]),
    [['rows-lost', SAMPLES]],
  );
  assert.deepEqual(
    reader.lastSlots().map(({ schedule, slotWallMs }) => [schedule, slotWallMs]),
    [['nightly', 7]],
  );
  await storeOne(writer);
});

test('a damaged page of a file that was closed tidily is found when all is examined', async (t) => {
  const file = await closed(t);
  overwrite(file, 300 * PAGE_BYTES, PAGE_BYTES);
  const quick = await reopen(t, file);
  assert.deepEqual(quick.troubles, []);
  await quick.writer.close();
  const { writer, troubles } = await reopen(t, file, 'always');
  asideOf(troubles);
  await storeOne(writer);
});

test('an overwritten header is known as that of soakd, and set aside', async (t) => {
  const file = await closed(t);
  overwrite(file, 0, 100);
  const { writer, troubles } = await reopen(t, file);
  asideOf(troubles);
  await storeOne(writer);
  using reader = await openStoreReader(file);
  assert.equal(reader.findRun('latest').id, 'next');
});

test('a file that is cut short is set aside, with what can be read of it copied', async (t) => {
  const file = await closed(t);
  truncateSync(file, Math.floor(statSync(file).size / 2 / PAGE_BYTES) * PAGE_BYTES);
  const { writer, troubles } = await reopen(t, file);
  asideOf(troubles);
  await storeOne(writer);
});

test('an empty file with a log that is not is set aside with it', async (t) => {
  const file = await cutOff(t);
  truncateSync(file, 0);
  const { writer, troubles } = await reopen(t, file);
  const aside = asideOf(troubles);
  assert.ok(statSync(`${aside}-wal`).size > 0);
  await storeOne(writer);
});

test('an empty file alone is a new one', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  writeFileSync(file, '');
  const { writer, troubles } = await reopen(t, file);
  assert.deepEqual(troubles, []);
  await storeOne(writer);
});

test('a log of garbage is set aside, and the file goes on', async (t) => {
  const file = await cutOff(t);
  overwrite(`${file}-wal`, 0, 32);
  const { writer, troubles } = await reopen(t, file);
  assert.match(asideOf(troubles), /corrupt-.*-wal$/);
  using reader = await openStoreReader(file);
  assert.equal(reader.findRun('latest').id, 'k3m9x2');
  await storeOne(writer);
});

test('where no fresh one can be made, the damaged one stays where it was', async (t) => {
  const file = await cutOff(t);
  const pages = Math.floor(statSync(file).size / PAGE_BYTES);
  overwrite(file, (pages - 100) * PAGE_BYTES, PAGE_BYTES);
  const restore = () => {
    throw new Error('no room');
  };
  const before = readFileSync(`${file}-wal`);
  await assert.rejects(replaceDamaged(file, null, [], restore), /no room/);
  assert.deepEqual(readFileSync(`${file}-wal`), before);
  assert.deepEqual(
    readdirSync(dirname(file)).filter((name) => name.includes('corrupt')),
    [],
  );
  const { writer, troubles } = await reopen(t, file);
  asideOf(troubles);
  await storeOne(writer);
});

test('a file that is none of soakd is never renamed', async (t) => {
  const folder = temporaryFolder(t);
  const Sqlite = await loadSqlite();
  const others: Record<string, () => void> = {
    'text.db': () => writeFileSync(join(folder, 'text.db'), `# notes\n${migrations[0]}`),
    'noise.db': () => writeFileSync(join(folder, 'noise.db'), Buffer.alloc(9000, 0xa5)),
    'other.db': () => {
      const other = new Sqlite(join(folder, 'other.db'));
      other.exec('CREATE TABLE mine (x)');
      other.close();
    },
  };
  for (const make of Object.values(others)) make();
  for (const name of Object.keys(others)) {
    const before = readFileSync(join(folder, name));
    await assert.rejects(openStoreWriter(join(folder, name)), { exitCode: 2 });
    assert.deepEqual(readFileSync(join(folder, name)), before);
  }
  assert.deepEqual(readdirSync(folder).toSorted(), Object.keys(others).toSorted());
});

test('an overwritten header is seen while it is written, and the run goes on in a fresh file', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const damaged = Promise.withResolvers<StoreTrouble>();
  const writer = await openStoreWriter(file, { checkUpEveryMs: 50, onTrouble: damaged.resolve });
  t.after(() => writer.closeAtOnce());
  const run = await writer.createRun(newRun());
  const slot = { schedule: 'nightly', slotWallMs: 7, outcome: 'started', why: null, run };
  assert.equal(await writer.claimSlot(slot), true);
  await writer.claimDaemon({ ...thisProcess(), socket: '', startedWallMs: 0 });
  for (let at = 0; at < SAMPLES; at++) writer.write(sample(run, at));
  await writer.flush();
  // Else the header would come back from the log. It is not emptied while the writer looks at it.
  while (statSync(`${file}-wal`).size > 0) execFileSync('sqlite3', [file, 'PRAGMA wal_checkpoint(TRUNCATE)']);
  overwrite(file, 0, 100);
  assert.equal((await damaged.promise).kind, 'damaged');
  await goesOn(file, writer, run);
});

test('a file that is emptied under its writer is set aside, and the run goes on with what is in memory', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const damaged = Promise.withResolvers<StoreTrouble>();
  const writer = await openStoreWriter(file, { checkUpEveryMs: 50, onTrouble: damaged.resolve });
  t.after(() => writer.closeAtOnce());
  const run = await writer.createRun(newRun());
  for (let at = 0; at < SAMPLES; at++) writer.write(sample(run, at));
  await writer.flush();
  while (statSync(`${file}-wal`).size > 0) execFileSync('sqlite3', [file, 'PRAGMA wal_checkpoint(TRUNCATE)']);
  truncateSync(file, 0);
  assert.equal((await damaged.promise).kind, 'damaged');
  await goesOn(file, writer, run);
});

test('damage that is met while writing is set aside, and the run goes on in a fresh file', async (t) => {
  const file = await closed(t);
  const Sqlite = await loadSqlite();
  const database = new Sqlite(file, { readonly: true });
  const lastPage = Number(
    database
      .prepare(
        `SELECT pageno FROM dbstat WHERE name = 'samples' AND pagetype = 'leaf' ORDER BY path DESC LIMIT 1`,
      )
      .pluck()
      .get(),
  );
  database.close();
  overwrite(file, (lastPage - 1) * PAGE_BYTES, PAGE_BYTES);
  const { writer, troubles } = await reopen(t, file);
  assert.deepEqual(troubles, []);
  const samples = await goesOn(file, writer, 1);
  assert.ok(samples > SAMPLES - 500, `${samples} samples`);
  asideOf(troubles);
});

/** How many samples the run has in the fresh file. */
async function goesOn(file: string, writer: StoreWriter, run: number): Promise<number> {
  writer.write(sample(run, SAMPLES));
  await writer.flush();
  using reader = await openStoreReader(file);
  assert.equal(reader.findRun('latest').run, run);
  const times = reader.sampleTimes(run, 0);
  assert.equal(times.at(-1), SAMPLES);
  assert.deepEqual(
    reader.events(run).map(({ event }) => event),
    ['rows-lost'],
  );
  await writer.close();
  const database = await openForReading(file);
  assert.equal(database.pragma('integrity_check', { simple: true }), 'ok');
  database.close();
  return times.length;
}
