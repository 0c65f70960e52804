import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { SoakdError } from '../../src/error.ts';
import { type CareOptions, care } from '../../src/retention/care.ts';
import { KEEP_ALL, type RetentionPolicy } from '../../src/retention/policy.ts';
import { RUN_TABLES } from '../../src/retention/run-tables.ts';
import type { Connection } from '../../src/store/sqlite.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { newRun, sample } from '../store/stored-run.ts';
import { DAY_MS, LONG, makeDatabase, NOW_MS, openCopy, rowsOf } from './stored-runs.ts';

const SHORT = { ...LONG, seconds: 600, everyS: 5 };
const original = await makeDatabase([
  { ...SHORT, id: 'oldest', startedWallMs: NOW_MS - 100 * DAY_MS },
  { ...LONG, id: 'older', startedWallMs: NOW_MS - 20 * DAY_MS },
  { ...SHORT, id: 'newer', startedWallMs: NOW_MS - 2 * DAY_MS },
  { ...SHORT, id: 'running', state: 'running', startedWallMs: NOW_MS - 100 * DAY_MS },
]);
const never = new AbortController().signal;

function careFor(
  database: Connection,
  file: string,
  policy: Partial<RetentionPolicy>,
  options: Partial<CareOptions> = {},
) {
  const logs = join(dirname(file), 'logs');
  return care(database, { ...KEEP_ALL, ...policy }, { file, logs, signal: never, nowMs: NOW_MS, ...options });
}

function idsOf(database: Connection): unknown[] {
  return rowsOf(database, 'SELECT id FROM runs ORDER BY run').map(({ id }) => id);
}

/** How many rows of a run each table has. */
function countsOf(database: Connection, run: number): Record<string, unknown> {
  return Object.fromEntries(
    RUN_TABLES.map(({ name, where }) => [
      name,
      rowsOf(database, `SELECT count(*) AS rows FROM ${name} WHERE ${where}`, run)[0]?.['rows'],
    ]),
  );
}

test('by age: the one is deleted, the other thinned, and those that go on or are young are as they were', async (t) => {
  const { file, database } = await openCopy(t, original);
  const [newer, running] = [countsOf(database, 3), countsOf(database, 4)];
  const { done } = await careFor(database, file, { thinAfterMs: 14 * DAY_MS, keepForMs: 90 * DAY_MS });
  assert.deepEqual(
    done.map(({ action, run }) => `${action} ${run.id}`),
    ['delete oldest', 'thin older'],
  );
  assert.deepEqual(idsOf(database), ['older', 'newer', 'running']);
  assert.deepEqual(countsOf(database, 3), newer);
  assert.deepEqual(countsOf(database, 4), running);
});

test('no row is left of a deleted run, nor the output of its targets; the ledger of slots stays', async (t) => {
  const { file, database } = await openCopy(t, original);
  const logs = join(dirname(file), 'logs');
  for (const id of ['oldest', 'older']) {
    mkdirSync(join(logs, id), { recursive: true });
    writeFileSync(join(logs, id, 'api.log'), 'hello\n');
  }
  database.exec(
    `INSERT INTO slots (schedule, slot_wall_ms, outcome, run, decided_wall_ms) VALUES ('s', 1, 'started', 1, 1)`,
  );
  await careFor(database, file, { only: new Set(['oldest']) });
  for (const [name, rows] of Object.entries(countsOf(database, 1))) assert.equal(rows, 0, name);
  assert.equal(rowsOf(database, 'SELECT * FROM slots').length, 1);
  assert.equal(existsSync(join(logs, 'oldest')), false);
  assert.equal(existsSync(join(logs, 'older', 'api.log')), true);
});

test('an id that is no name of a folder deletes nothing on the disk', async (t) => {
  const { file, database } = await openCopy(t, original);
  const victim = join(dirname(file), 'victim');
  mkdirSync(victim);
  mkdirSync(join(dirname(file), 'logs'));
  database.exec(`UPDATE runs SET id = '../victim' WHERE run = 1`);
  await careFor(database, file, { only: new Set(['../victim']) });
  assert.deepEqual(countsOf(database, 1)['runs'], 0);
  assert.equal(existsSync(victim), true);
});

test('by size: until it fits, or nothing is left that may go', async (t) => {
  const { file, database } = await openCopy(t, original);
  const { before, after, isOverLimit } = await careFor(database, file, { maxBytes: 2_000_000 });
  assert.ok(
    before.fileBytes > 2_000_000 && after.fileBytes <= 2_000_000,
    `${before.fileBytes} to ${after.fileBytes}`,
  );
  assert.equal(isOverLimit, false);
  const tight = await careFor(database, file, { maxBytes: 10_000 });
  assert.equal(tight.isOverLimit, true);
  assert.deepEqual(idsOf(database), ['running']);
});

test('cut off anywhere, each run is whole, and the next care finishes the work', async (t) => {
  const { file, database } = await openCopy(t, original);
  const policy = { thinAfterMs: 14 * DAY_MS, keepForMs: 90 * DAY_MS };
  const reference = await openCopy(t, original);
  await careFor(reference.database, reference.file, policy);
  let cuts = 0;
  for (let steps = 1; ; steps = Math.ceil(steps * 1.7)) {
    const cut = new AbortController();
    let left = steps;
    // The steps' own transactions are what is counted: the signal falls after so many of them.
    const signal = new Proxy(cut.signal, {
      get(target, name) {
        if (name === 'throwIfAborted')
          return () => {
            left -= 1;
            if (left < 0) cut.abort();
            target.throwIfAborted();
          };
        const value = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    try {
      await careFor(database, file, policy, { signal });
      break;
    } catch (error) {
      assert.equal(error instanceof Error && error.name, 'AbortError');
      cuts += 1;
    }
    const [older] = rowsOf(database, 'SELECT thinned_wall_ms AS thinned FROM runs WHERE run = 2');
    const raw = countsOf(database, 2)['samples'];
    const minutes = countsOf(database, 2)['sample_minutes'];
    if (older?.['thinned'] === null) assert.equal(raw, 750);
    else assert.equal(minutes, 125);
  }
  assert.ok(cuts > 5, `it was cut off only ${cuts} times`);
  for (const run of [1, 2, 3, 4])
    assert.deepEqual(countsOf(database, run), countsOf(reference.database, run));
  assert.deepEqual(
    rowsOf(database, 'SELECT * FROM sample_minutes ORDER BY run, target, mono_ms'),
    rowsOf(reference.database, 'SELECT * FROM sample_minutes ORDER BY run, target, mono_ms'),
  );
  assert.equal(database.pragma('quick_check', { simple: true }), 'ok');
});

test('on a full disk what only deletes is done, nothing is half thinned, and with room it is taken up again', async (t) => {
  const { file, database } = await openCopy(t, original);
  const pages = Number(database.pragma('page_count', { simple: true }));
  database.pragma(`max_page_count = ${pages}`);
  await assert.rejects(
    careFor(database, file, { thinAfterMs: 14 * DAY_MS }),
    (error) => error instanceof SoakdError && /no space left/.test(error.message),
  );
  assert.equal(countsOf(database, 2)['samples'], 750);
  assert.deepEqual(
    rowsOf(database, 'SELECT thinned_wall_ms AS thinned FROM runs WHERE run = 2').at(0)?.['thinned'],
    null,
  );
  await careFor(database, file, { keepForMs: 90 * DAY_MS });
  assert.deepEqual(idsOf(database), ['older', 'newer', 'running']);
  database.pragma(`max_page_count = ${2 * pages}`);
  const { done } = await careFor(database, file, { thinAfterMs: 14 * DAY_MS });
  assert.deepEqual(
    done.map(({ run }) => run.id),
    ['older'],
  );
});

test('a soak that writes meanwhile loses nothing', async (t) => {
  const { file, database } = await openCopy(t, original);
  const writer = await openStoreWriter(file);
  t.after(() => writer.closeAtOnce());
  const run = await writer.createRun(newRun({ id: 'meanwhile' }));
  let written = 0;
  const soak = setInterval(() => {
    for (let i = 0; i < 20; i += 1) writer.write(sample(run, 100 * written++));
  }, 2);
  await careFor(database, file, { thinAfterMs: 0, keepForMs: 90 * DAY_MS });
  clearInterval(soak);
  await writer.flush();
  assert.equal(writer.droppedRecords, 0);
  assert.ok(written > 0);
  assert.equal(countsOf(database, run)['samples'], written);
  assert.deepEqual(idsOf(database), ['older', 'newer', 'running', 'meanwhile']);
  await writer.close();
});
