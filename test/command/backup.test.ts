import assert from 'node:assert/strict';
import { existsSync, linkSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { openForReading } from '../../src/store/database.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { soakd, temporaryFolder } from '../fixture/soakd.ts';
import { newRun, sample } from '../store/stored-run.ts';

/** A run of so many samples. */
async function stored(context: test.TestContext, samples = 100): Promise<string> {
  const file = join(temporaryFolder(context), 'soakd.db');
  const writer = await openStoreWriter(file);
  const run = await writer.createRun(newRun());
  for (let tick = 0; tick < samples; tick += 1) writer.write(sample(run, tick * 1000));
  await writer.close();
  return file;
}

async function samplesIn(file: string): Promise<number[]> {
  const database = await openForReading(file);
  try {
    return database.prepare<[], number>('SELECT mono_ms FROM samples ORDER BY mono_ms').pluck().all();
  } finally {
    database.close();
  }
}

test('a backup is a plain, checked file of its owner that every verb reads', async (t) => {
  const database = await stored(t);
  const copy = join(dirname(database), 'copy.db');
  const { code, stdout } = await soakd(['backup', copy, '--json'], { database });
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(stdout), { version: 1, database, file: copy, bytes: statSync(copy).size });
  assert.equal(statSync(copy).mode & 0o777, 0o600);
  assert.deepEqual(await samplesIn(copy), await samplesIn(database));
  const runs = await soakd(['runs', '--json'], { database: copy });
  assert.equal(JSON.parse(runs.stdout)[0].id, 'k3m9x2');
  assert.deepEqual(
    readdirSync(dirname(copy)).filter((name) => name.startsWith('copy.db')),
    ['copy.db'],
    'nothing is left beside it, not even a log',
  );
});

test('while a soak writes, a backup ends and holds everything up to one moment', async (t) => {
  const database = await stored(t, 20_000);
  const writer = await openStoreWriter(database, { commitEveryMs: 1 });
  t.after(() => writer.closeAtOnce());
  const run = await writer.createRun(newRun({ id: 'second' }));
  let ticks = 0;
  const soak = setInterval(() => writer.write(sample(run, ticks++ * 1000)), 1);
  const copy = join(dirname(database), 'copy.db');
  const { code, stderr } = await soakd(['backup', copy], { database });
  clearInterval(soak);
  await writer.close();
  assert.equal(code, 0, stderr);
  const held = await openForReading(copy);
  const times = held
    .prepare<[number], number>('SELECT mono_ms FROM samples WHERE run = ? ORDER BY mono_ms')
    .pluck()
    .all(run);
  held.close();
  assert.ok(ticks > 0);
  assert.deepEqual(
    times,
    Array.from(times, (_, tick) => tick * 1000),
    'no sample is missing before the last one',
  );
});

test('a file that is there is replaced only with --force', async (t) => {
  const database = await stored(t);
  const copy = join(dirname(database), 'copy.db');
  writeFileSync(copy, 'precious');
  const refused = await soakd(['backup', copy], { database });
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /copy\.db exists already/);
  assert.equal(readFileSync(copy, 'utf8'), 'precious');
  assert.equal((await soakd(['backup', '--force', copy], { database })).code, 0);
  assert.deepEqual(await samplesIn(copy), await samplesIn(database));
});

test('neither the database itself nor one that is in use is replaced, even with --force', async (t) => {
  const database = await stored(t);
  const content = readFileSync(database);
  const link = join(dirname(database), 'link.db');
  linkSync(database, link);
  const used = join(dirname(database), 'used.db');
  writeFileSync(used, '');
  writeFileSync(`${used}-wal`, 'log');
  for (const [file, message] of [
    [database, /is the database itself/],
    [link, /is the database itself/],
    [used, /used\.db-wal is there/],
  ] as const) {
    const { code, stderr } = await soakd(['backup', '--force', file], { database });
    assert.equal(code, 2, file);
    assert.match(stderr, message);
  }
  assert.deepEqual(readFileSync(database), content);
});

test('a backup that cannot be written leaves nothing behind', async (t) => {
  const database = await stored(t);
  const { code, stderr } = await soakd(['backup', join(dirname(database), 'nowhere', 'copy.db')], {
    database,
  });
  assert.equal(code, 2);
  assert.match(stderr, /cannot write .*copy\.db: there is no folder .*nowhere\n {2}Make it first/);
  assert.equal(existsSync(join(dirname(database), 'nowhere')), false);
});

test('a damaged database makes no backup', async (t) => {
  const database = await stored(t, 5000);
  const bytes = readFileSync(database);
  bytes.fill(0x5a, bytes.length - 3 * 4096, bytes.length - 4096);
  writeFileSync(database, bytes);
  const copy = join(dirname(database), 'copy.db');
  const { code, stderr } = await soakd(['backup', copy], { database });
  assert.notEqual(code, 0);
  assert.match(stderr, /damaged/);
  assert.deepEqual(
    readdirSync(dirname(copy)).filter((name) => name.startsWith('copy')),
    [],
  );
});
