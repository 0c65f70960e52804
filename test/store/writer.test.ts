import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { SoakdError } from '../../src/error.ts';
import { openForReading, openForWriting } from '../../src/store/database.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import { openStoreWriter, StoreWriter } from '../../src/store/writer.ts';
import type { StoreTrouble, ThreadOptions } from '../../src/store/writer-message.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { newRun, operationSecond, sample } from './stored-run.ts';

test('what is flushed can be read at once, by another connection', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const writer = await openStoreWriter(file, { commitEveryMs: 60_000 });
  const run = await writer.createRun(newRun());
  using reader = await openStoreReader(file);
  for (let at = 0; at < 2000; at++) writer.write(sample(run, at));
  await writer.flush();
  assert.equal(reader.sampleTimes(run, 0).length, 2000);
  assert.equal(writer.waitingRecords, 0);
  await writer.close();
});

test('records are committed by themselves soon after they are written', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const writer = await openStoreWriter(file, { commitEveryMs: 5 });
  const run = await writer.createRun(newRun());
  using reader = await openStoreReader(file);
  writer.write(sample(run, 1));
  while (reader.sampleTimes(run, 0).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual([...reader.sampleTimes(run, 0)], [1]);
  await writer.close();
});

test('a held read transaction neither blocks the writer nor sees what comes later', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const writer = await openStoreWriter(file);
  const run = await writer.createRun(newRun());
  const holding = await openForReading(file);
  const count = holding.prepare<[], number>('SELECT count(*) FROM samples').pluck();
  holding.exec('BEGIN');
  assert.equal(count.get(), 0);
  for (let at = 0; at < 5000; at++) writer.write(sample(run, at));
  await writer.flush();
  assert.equal(count.get(), 0);
  holding.exec('COMMIT');
  assert.equal(count.get(), 5000);
  holding.close();
  await writer.close();
});

test('a writer that another program holds out waits for it and loses nothing', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const troubles: StoreTrouble[] = [];
  const failing = Promise.withResolvers<void>();
  const writer = await openStoreWriter(file, {
    onTrouble: (trouble) => {
      troubles.push(trouble);
      if (trouble.kind === 'failing') failing.resolve();
    },
  });
  const run = await writer.createRun(newRun());
  const other = await openForWriting(file);
  other.exec('BEGIN IMMEDIATE');
  for (let at = 0; at < 100; at++) writer.write(sample(run, at));
  const overdue = writer.flush(10);
  await assert.rejects(
    overdue,
    (error) => error instanceof SoakdError && /100 records could not be written/.test(error.message),
  );
  await failing.promise;
  other.exec('ROLLBACK');
  other.close();
  await writer.flush();
  assert.deepEqual(
    troubles.map(({ kind }) => kind),
    ['failing', 'recovered'],
  );
  using reader = await openStoreReader(file);
  assert.equal(reader.sampleTimes(run, 0).length, 100);
  await writer.close();
});

test('what does not fit while nothing can be written is dropped, counted and told once; events are not', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const troubles: string[] = [];
  const writer = await openStoreWriter(file, { capacity: 50, onTrouble: ({ kind }) => troubles.push(kind) });
  const run = await writer.createRun(newRun());
  const other = await openForWriting(file);
  other.exec('BEGIN IMMEDIATE');
  for (let at = 0; at < 80; at++) writer.write(sample(run, at));
  writer.write({
    kind: 'event',
    run,
    event: 'note',
    monoMs: 80,
    wallMs: 0,
    target: null,
    text: 'kept',
    durationMs: null,
  });
  assert.equal(writer.droppedRecords, 31);
  assert.equal(writer.waitingRecords, 50);
  other.exec('ROLLBACK');
  other.close();
  await writer.flush();
  assert.equal(troubles.filter((kind) => kind === 'dropping').length, 1);
  using reader = await openStoreReader(file);
  assert.deepEqual([...reader.sampleTimes(run, 0)], [...Array(49).keys()]);
  assert.equal(reader.events(run)[0]?.text, 'kept');
  await writer.close();
});

test('a record that no table takes is left out and told; the others of its batch are kept', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const troubles: StoreTrouble[] = [];
  const writer = await openStoreWriter(file, { onTrouble: (trouble) => troubles.push(trouble) });
  const run = await writer.createRun(newRun());
  writer.write(sample(run, 1));
  writer.write(sample(run, Number.NaN));
  writer.write(sample(run, 3));
  await writer.flush();
  assert.equal(troubles.length, 1);
  assert.match(JSON.stringify(troubles), /rejected.*sample: NOT NULL.*mono_ms/);
  using reader = await openStoreReader(file);
  assert.deepEqual([...reader.sampleTimes(run, 0)], [1, 3]);
  await writer.close();
});

test('a row written again replaces the first', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const writer = await openStoreWriter(file);
  const run = await writer.createRun(newRun());
  for (const fds of [1, 2]) writer.write(sample(run, 5, { fds }));
  const verdict = {
    kind: 'verdict',
    run,
    rule: 'r',
    target: null,
    reason: '',
    observed: null,
    low: null,
    high: null,
    unit: '',
  } as const;
  writer.write({ ...verdict, position: 0, verdict: 'pass' });
  writer.write({ ...verdict, position: 1, verdict: 'inconclusive' });
  writer.write({ ...verdict, position: 0, verdict: 'fail' });
  await writer.flush();
  using reader = await openStoreReader(file);
  assert.deepEqual([...reader.sampleColumn(run, 0, 'fds').values], [2]);
  assert.deepEqual(
    reader.verdicts(run).map(({ position, verdict: which }) => [position, which]),
    [
      [0, 'fail'],
      [1, 'inconclusive'],
    ],
  );
  await writer.close();
});

test('an id that is taken is an error of that run alone', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const writer = await openStoreWriter(file);
  const run = await writer.createRun(newRun());
  await assert.rejects(writer.createRun(newRun()), /the run was not stored: UNIQUE/);
  writer.write(operationSecond(run, 0));
  await writer.close();
  using reader = await openStoreReader(file);
  assert.equal(reader.loadTotals(run).due, 10);
});

test('after the thread is gone, flush rejects, writes are harmless and the owner is told', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const writer = await openStoreWriter(file);
  const run = await writer.createRun(newRun());
  writer.write(sample(run, 0));
  const flush = writer.flush();
  writer.closeAtOnce();
  await assert.rejects(flush, SoakdError);
  writer.write(sample(run, 1));
  await assert.rejects(writer.flush(), SoakdError);
  await assert.rejects(writer.createRun(newRun({ id: 'x' })), SoakdError);
  await assert.rejects(writer.close(), SoakdError);
});

/** Threads that crash at the first message, so many of them; then real ones. */
function crashing(crashes: number, file: string): () => Worker {
  let started = 0;
  const program = `
    const { parentPort } = require('node:worker_threads');
    parentPort.once('message', () => { throw new Error('out of luck'); });
    parentPort.postMessage({ kind: 'opened' });`;
  const workerData: ThreadOptions = { file, examine: 'when-suspect', checkUpEveryMs: 60_000 };
  return () =>
    started++ < crashes
      ? new Worker(program, { eval: true })
      : new Worker(new URL('../../src/store/writer-thread.ts', import.meta.url), { workerData });
}

test('a thread that crashes is followed by another, which is given what was not committed', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const troubles: string[] = [];
  const writer = new StoreWriter(crashing(2, file), { onTrouble: ({ kind }) => troubles.push(kind) });
  await writer.opened;
  const creation = writer.createRun(newRun());
  writer.write(sample(1, 0));
  assert.equal(await creation, 1);
  await writer.flush();
  assert.deepEqual(troubles, ['restarted', 'restarted']);
  assert.equal(writer.degraded, null);
  using reader = await openStoreReader(file);
  assert.deepEqual([...reader.sampleTimes(1, 0)], [0]);
  await writer.close();
});

test('a thread that keeps crashing is given up, and what waits is rejected', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const troubles: string[] = [];
  const start = crashing(Number.POSITIVE_INFINITY, '');
  const writer = new StoreWriter(start, {
    onTrouble({ kind }) {
      troubles.push(kind);
      // The next one starts in its own time.
      if (kind === 'restarted') setImmediate(() => t.mock.timers.tick(10_000));
    },
  });
  await writer.opened;
  await assert.rejects(writer.createRun(newRun()), /writer thread failed: out of luck/);
  await assert.rejects(writer.flush(), /writer thread failed: out of luck/);
  await assert.rejects(writer.close(), /out of luck/);
  assert.deepEqual(troubles, [...Array(5).fill('restarted'), 'crashed']);
  assert.match(writer.degraded ?? '', /nothing is written/);
});

test('a thread that cannot be started, for want of descriptors say, is started later', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const file = join(temporaryFolder(t), 'soakd.db');
  const troubles: string[] = [];
  const startOrCrash = crashing(1, file);
  let starts = 0;
  const start = () => {
    starts += 1;
    // The next one starts in its own time.
    if (starts < 12) setImmediate(() => t.mock.timers.tick(5000));
    if (starts > 1 && starts < 12) throw new Error('EMFILE');
    return startOrCrash();
  };
  const writer = new StoreWriter(start, {
    onTrouble({ kind }) {
      troubles.push(kind);
      if (kind === 'restarted') setImmediate(() => t.mock.timers.tick(0));
    },
  });
  await writer.opened;
  assert.equal(await writer.createRun(newRun()), 1);
  assert.deepEqual(troubles, ['restarted', 'failing', 'failing']);
  t.mock.timers.reset();
  await writer.close();
});

test('a thread that runs out of memory is followed by another', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const troubles: StoreTrouble[] = [];
  let heapMb = 12;
  const workerData: ThreadOptions = { file, examine: 'when-suspect', checkUpEveryMs: 60_000 };
  const start = () =>
    new Worker(new URL('../../src/store/writer-thread.ts', import.meta.url), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    });
  const writer = new StoreWriter(start, { onTrouble: (trouble) => troubles.push(trouble) });
  await writer.opened;
  const run = await writer.createRun(newRun());
  heapMb = 256;
  for (let at = 0; at < 400; at++)
    writer.write({
      kind: 'event',
      run,
      event: 'note',
      monoMs: at,
      wallMs: 0,
      target: null,
      text: `${at} ${'\u{1f4a5}'.repeat(20_000)}`,
      durationMs: null,
    });
  await writer.flush();
  assert.match(JSON.stringify(troubles), /restarted.*memory/);
  using reader = await openStoreReader(file);
  assert.equal(reader.events(run).length, 400);
  await writer.close();
});

test('events that are written twice are there once', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const writer = await openStoreWriter(file);
  const run = await writer.createRun(newRun());
  const note = {
    kind: 'event',
    run,
    event: 'note',
    wallMs: 0,
    target: null,
    text: 'x',
    durationMs: null,
  } as const;
  for (const monoMs of [1, 1, 2]) writer.write({ ...note, monoMs });
  writer.write({ ...note, monoMs: 2, target: 0 });
  writer.write({ ...note, monoMs: 2, target: 0 });
  await writer.flush();
  using reader = await openStoreReader(file);
  assert.deepEqual(
    reader.events(run).map(({ monoMs, target }) => [monoMs, target]),
    [
      [1, null],
      [2, null],
      [2, 0],
    ],
  );
  await writer.close();
});
