import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openForReading, openForWriting } from '../../src/store/database.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import {
  type DaemonProcess,
  daemonPlace,
  servicePlan,
  spawnDaemon,
  startDaemon,
  startSoak,
} from '../fixture/daemon.ts';
import { follow } from '../fixture/follow.ts';
import { mountSmallDisk, type SmallDisk } from '../fixture/small-disk.ts';

const DISK_MIB = 8;

/** A daemon whose database is on a small disk. */
async function onSmallDisk(
  context: TestContext,
): Promise<{ disk: SmallDisk; start(): Promise<DaemonProcess> }> {
  const disk = await mountSmallDisk(context, DISK_MIB);
  const place = { ...daemonPlace(context), database: join(disk.folder, 'soakd.db') };
  return {
    disk,
    async start() {
      const daemon = spawnDaemon(context, place, { wrapper: disk.enter });
      await daemon.says(/is ready/);
      return daemon;
    },
  };
}

/** The longest time between two samples of the run, ms; and how many there are. */
async function cadence(database: string, id: string) {
  using reader = await openStoreReader(database);
  const times = reader.sampleTimes(reader.findRun(id).run, 0);
  const longestMs = times.reduce((longest, time, at) => Math.max(longest, time - (times[at - 1] ?? time)), 0);
  const spanMs = (times.at(-1) ?? 0) - (times[0] ?? 0);
  return { samples: times.length, longestMs, spanMs };
}

async function assertSound(database: string): Promise<void> {
  const open = await openForReading(database);
  assert.equal(open.pragma('integrity_check', { simple: true }), 'ok');
  open.close();
}

test('on a full disk soakd writes on in what it put by, then keeps samples in memory, and loses none', async (context) => {
  const { disk, start } = await onSmallDisk(context);
  const daemon = await start();
  const run = await startSoak(daemon, await servicePlan('full'));
  const news = await follow(daemon.socket);
  const database = disk.outside(daemon.database);
  assert.ok(existsSync(`${database}-ballast`));

  disk.fill();
  await daemon.says(/the disk of the database is full: soakd writes on in the \d+ KiB it had put by/);
  assert.match((await daemon.client.overview()).soakd.degraded ?? '', /disk of the database is full/);
  disk.fill();
  await daemon.says(/nothing can be written to the database \(.*full.*samples are kept in memory/);
  assert.match((await daemon.client.overview()).soakd.degraded ?? '', /nothing can be written/);
  await daemon.client.note(run, 'on a full disk');
  const before = await news.nextStatus(run);
  const after = await news.nextStatus(run);
  assert.ok(after.observedMs > before.observedMs);

  disk.empty();
  await daemon.says(/the database can be written again/);
  await daemon.says(/the disk of the database has room again/);
  assert.equal((await daemon.client.overview()).soakd.degraded, null);
  await news.nextStatus(run);
  daemon.child.kill('SIGTERM');
  assert.equal(await daemon.ended, 0, daemon.said());
  assert.equal(existsSync(`${database}-ballast`), false);

  const copy = disk.copy(daemon.database);
  await assertSound(copy);
  using reader = await openStoreReader(copy);
  const found = reader.findRun(run);
  assert.equal(found.state, 'interrupted');
  const events = reader.events(found.run);
  assert.deepEqual(
    events.filter(({ event }) => event === 'note').map(({ text }) => text),
    ['on a full disk'],
  );
  assert.deepEqual(
    events.filter(({ event }) => ['gap', 'rows-lost'].includes(event)),
    [],
  );
  // A tick that a loaded machine missed may lack, but nothing like the seconds that the disk was full.
  const { samples, longestMs, spanMs } = await cadence(copy, run);
  assert.ok(
    longestMs < 2000 && samples > spanMs / 200,
    `${samples} in ${spanMs} ms, at most ${longestMs} ms apart`,
  );
});

test('a run that ends on a full disk is stored to its end in the last of what was put by', async (context) => {
  const { disk, start } = await onSmallDisk(context);
  const daemon = await start();
  const run = await startSoak(daemon, await servicePlan('ending'));
  disk.fill();
  await daemon.says(/disk of the database is full/);
  disk.fill();
  await daemon.says(/nothing can be written/);
  daemon.child.kill('SIGTERM');
  assert.equal(await daemon.ended, 0, daemon.said());
  const copy = disk.copy(daemon.database);
  await assertSound(copy);
  using reader = await openStoreReader(copy);
  const found = reader.findRun(run);
  assert.equal(found.state, 'interrupted');
  assert.notEqual(found.verdict, null);
});

test('soakd that is killed on a full disk lost nothing that was committed, and starts there again', async (context) => {
  const { disk, start } = await onSmallDisk(context);
  const daemon = await start();
  const run = await startSoak(daemon, await servicePlan('killed'));
  disk.fill();
  await daemon.says(/disk of the database is full/);
  disk.fill();
  const before = await cadence(disk.copy(daemon.database), run);
  daemon.child.kill('SIGKILL');
  await daemon.ended;
  const again = await start();
  const after = await cadence(disk.copy(daemon.database), run);
  assert.ok(
    after.samples >= before.samples,
    `${before.samples} samples were committed, ${after.samples} are there`,
  );
  disk.empty();
  again.child.kill('SIGTERM');
  assert.equal(await again.ended, 0, again.said());
  await assertSound(disk.copy(daemon.database));
});

test('commits that take seconds hold up neither the sampler nor the socket', async (context) => {
  const daemon = await startDaemon(context);
  const run = await startSoak(daemon, await servicePlan('slow'));
  const news = await follow(daemon.socket);
  const other = await openForWriting(daemon.database);
  other.exec('BEGIN IMMEDIATE');
  await daemon.says(/nothing can be written to the database \(database is locked/);
  const before = await news.nextStatus(run);
  const after = await news.nextStatus(run);
  assert.ok(after.observedMs > before.observedMs);
  const held = await cadence(daemon.database, run);
  other.exec('ROLLBACK');
  other.close();
  await daemon.says(/the database can be written again/);
  daemon.child.kill('SIGTERM');
  assert.equal(await daemon.ended, 0, daemon.said());
  const { samples, longestMs, spanMs } = await cadence(daemon.database, run);
  assert.ok(samples > held.samples);
  assert.ok(
    longestMs < 1000 && samples > spanMs / 200,
    `${samples} in ${spanMs} ms, at most ${longestMs} ms apart`,
  );
});
