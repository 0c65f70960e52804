import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { RUN_TABLES } from '../../src/retention/run-tables.ts';
import { openForReading } from '../../src/store/database.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { writeLongSoak } from '../fixture/long-soak.ts';
import { soakd, temporaryFolder } from '../fixture/soakd.ts';

const SOAK = { seconds: 900, everyS: 5, load: true, startedWallMs: Date.UTC(2026, 0, 1) } as const;

async function stored(context: test.TestContext): Promise<string> {
  const file = join(temporaryFolder(context), 'soakd.db');
  const writer = await openStoreWriter(file);
  await writeLongSoak(writer, { ...SOAK, id: 'first', name: 'other' });
  await writeLongSoak(writer, { ...SOAK, id: 'second', seed: 11 });
  await writeLongSoak(writer, { ...SOAK, id: 'third', state: 'running' });
  await writer.close();
  return file;
}

async function rowsOf(file: string, run: number): Promise<Record<string, unknown[]>> {
  const database = await openForReading(file);
  try {
    return Object.fromEntries(
      RUN_TABLES.map(({ name, where }) => [
        name,
        database.prepare<[number], unknown>(`SELECT * FROM ${name} WHERE ${where} ORDER BY 1, 2`).all(run),
      ]),
    );
  } finally {
    database.close();
  }
}

test('an exported run has all its rows, its id and its number, and no other run is with it', async (t) => {
  const database = await stored(t);
  const file = join(dirname(database), 'night.db');
  const { code, stdout, stderr } = await soakd(['export', 'second', '-o', file, '--json'], { database });
  assert.equal(code, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), {
    version: 1,
    run: { id: 'second', name: 'long-soak', state: 'completed' },
    file,
    bytes: statSync(file).size,
  });
  assert.deepEqual(await rowsOf(file, 2), await rowsOf(database, 2));
  const runs = await soakd(['runs', '--json'], { database: file });
  assert.deepEqual(
    JSON.parse(runs.stdout).map(({ id }: { id: string }) => id),
    ['second'],
  );
});

test('verbs say the same of the file as of the database', async (t) => {
  const database = await stored(t);
  const file = join(dirname(database), 'night.db');
  await soakd(['export', 'second', '-o', file], { database });
  for (const args of [
    ['report', 'second', '--format', 'json'],
    ['trends', 'second', '--json'],
    ['query', '--csv', `SELECT * FROM load_minute WHERE run_id = 'second' ORDER BY minute`],
    ['query', '--csv', `SELECT elapsed_s, series, value FROM scrape WHERE run_id = 'second' ORDER BY 1, 2`],
  ]) {
    const [whole, alone] = [await soakd(args, { database }), await soakd(args, { database: file })];
    assert.equal(alone.code, 0, alone.stderr);
    assert.equal(alone.stdout, whole.stdout, args.join(' '));
  }
});

test('of a run that goes on it is what there is, and that is said', async (t) => {
  const database = await stored(t);
  const file = join(dirname(database), 'so-far.db');
  const { code, stderr } = await soakd(['export', '-o', file], { database });
  assert.equal(code, 0);
  assert.match(stderr, /run third goes on: the file holds it up to this moment/);
  const { stdout } = await soakd(['report', '--json'], { database: file });
  const { run } = JSON.parse(stdout);
  assert.deepEqual([run.id, run.state], ['third', 'interrupted'], 'nobody conducts the copy');
});

test('a file that is there stays, and a run that is not is told', async (t) => {
  const database = await stored(t);
  const file = join(dirname(database), 'night.db');
  assert.equal((await soakd(['export', 'first', '-o', file], { database })).code, 0);
  const size = statSync(file).size;
  const again = await soakd(['export', 'second', '-o', file], { database });
  assert.equal(again.code, 2);
  assert.match(again.stderr, /exists already/);
  assert.equal(statSync(file).size, size);
  const unknown = await soakd(['export', 'nosuch', '-o', join(dirname(database), 'x.db')], { database });
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /no run is called "nosuch"/);
  const nowhere = await soakd(['export', 'first'], { database });
  assert.equal(nowhere.code, 2);
  assert.match(nowhere.stderr, /export needs a file to write/);
});
