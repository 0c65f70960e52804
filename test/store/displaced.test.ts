import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openForReading, openForWriting } from '../../src/store/database.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import type { StoreTrouble } from '../../src/store/writer-message.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { newRun, sample } from './stored-run.ts';

type Displaced = StoreTrouble & { kind: 'displaced' };

/** A run under way with one sample; `displaced` is told where it goes on. */
async function underWay(test: TestContext) {
  const file = join(temporaryFolder(test), 'state', 'soakd.db');
  const displaced = Promise.withResolvers<Displaced>();
  const writer = await openStoreWriter(file, {
    checkUpEveryMs: 50,
    onTrouble: (trouble) => {
      if (trouble.kind === 'displaced') displaced.resolve(trouble);
    },
  });
  test.after(() => writer.closeAtOnce());
  const run = await writer.createRun(newRun());
  writer.write(sample(run, 1));
  await writer.flush();
  return { file, writer, run, displaced: displaced.promise };
}

async function timesIn(file: string, id = 'k3m9x2'): Promise<number[]> {
  using reader = await openStoreReader(file);
  return [...reader.sampleTimes(reader.findRun(id).run, 0)];
}

test('a database that is deleted is written anew, with all that was in it', async (t) => {
  const { file, writer, run, displaced } = await underWay(t);
  for (const companion of ['', '-wal', '-shm']) rmSync(`${file}${companion}`);
  assert.equal((await displaced).file, file);
  writer.write(sample(run, 2));
  await writer.close();
  assert.deepEqual(await timesIn(file), [1, 2]);
});

test('so it is when its folder is removed', async (t) => {
  const { file, writer, run, displaced } = await underWay(t);
  rmSync(dirname(file), { recursive: true });
  await displaced;
  writer.write(sample(run, 2));
  await writer.close();
  assert.deepEqual(await timesIn(file), [1, 2]);
});

test('so it is at the end, when nobody looked in between', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const writer = await openStoreWriter(file);
  const run = await writer.createRun(newRun());
  writer.write(sample(run, 1));
  await writer.flush();
  renameSync(file, `${file}.old`);
  writer.write(sample(run, 2));
  await writer.close();
  assert.deepEqual(await timesIn(file), [1, 2]);
});

test('another file in its place is left alone, and all is written beside it', async (t) => {
  const { file, writer, run, displaced } = await underWay(t);
  rmSync(file);
  writeFileSync(file, 'mine');
  const { file: rescued } = await displaced;
  assert.match(rescued, /soakd\.db\.rescued-\d{8}T\d{6}Z$/);
  writer.write(sample(run, 2));
  await writer.close();
  assert.equal(readFileSync(file, 'utf8'), 'mine');
  assert.deepEqual(await timesIn(rescued), [1, 2]);
});

test('a database of soakd in its place gets the rows of the runs under way', async (t) => {
  const { file, writer, run, displaced } = await underWay(t);
  const other = join(dirname(file), 'other.db');
  (await openForWriting(other)).close();
  renameSync(other, file);
  assert.equal((await displaced).file, file);
  writer.write(sample(run, 2));
  await writer.close();
  assert.deepEqual(await timesIn(file), [1, 2]);
});

test('but not where another run has its number', async (t) => {
  const { file, writer, displaced } = await underWay(t);
  const other = join(dirname(file), 'other.db');
  const others = await openStoreWriter(other);
  await others.createRun(newRun({ id: 'theirs' }));
  await others.close();
  rmSync(`${file}-wal`);
  renameSync(other, file);
  const { file: rescued } = await displaced;
  await writer.close();
  assert.deepEqual(await timesIn(file, 'theirs'), []);
  assert.deepEqual(await timesIn(rescued), [1]);
});

test('two writers of a deleted database meet again in the new one', async (t) => {
  const { file, writer, run, displaced } = await underWay(t);
  const met = Promise.withResolvers<void>();
  const second = await openStoreWriter(file, {
    checkUpEveryMs: 50,
    onTrouble: ({ kind }) => kind === 'displaced' && met.resolve(),
  });
  const otherRun = await second.createRun(newRun({ id: 'second' }));
  second.write(sample(otherRun, 1));
  await second.flush();
  for (const companion of ['', '-wal', '-shm']) rmSync(`${file}${companion}`);
  await Promise.all([displaced, met.promise]);
  writer.write(sample(run, 2));
  second.write(sample(otherRun, 2));
  await writer.close();
  await second.close();
  assert.deepEqual(await timesIn(file), [1, 2]);
  assert.deepEqual(await timesIn(file, 'second'), [1, 2]);
});

test('a reader that comes and goes in the process of a writer does not cost another process the log', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const writer = await openStoreWriter(file);
  const run = await writer.createRun(newRun());
  writer.write(sample(run, 1));
  await writer.flush();
  (await openForReading(file)).close();
  // The last one to close takes the log away. This one is not the last.
  execFileSync('sqlite3', [file, 'SELECT count(*) FROM samples']);
  assert.ok(existsSync(`${file}-wal`));
  writer.write(sample(run, 2));
  await writer.flush();
  const seen = execFileSync('sqlite3', [file, 'SELECT count(*) FROM samples'], { encoding: 'utf8' });
  assert.equal(seen.trim(), '2');
  await writer.close();
});
