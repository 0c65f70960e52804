import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { readBootId } from '../../src/clock.ts';
import { readIdentity } from '../../src/proc/process.ts';
import type { DaemonClaim } from '../../src/store/daemon-claim.ts';
import { openForWriting } from '../../src/store/database.ts';
import { isAlive, thisProcess } from '../../src/store/owner.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import { answer } from '../../src/store/request.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { newRun } from './stored-run.ts';

const nightly = { schedule: 'nightly', slotWallMs: 1000, outcome: 'claimed', why: null, run: null };

function claimOf(owner: { pid: number; startTicks: number; bootId: string }): DaemonClaim {
  return { ...owner, socket: `/run/${owner.pid}.sock`, startedWallMs: 5 };
}

test('a slot is claimed once, by whichever of several writers comes first, and then settled', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const writers = [await openStoreWriter(file), await openStoreWriter(file)];
  const claims = await Promise.all(writers.map((writer) => writer.claimSlot(nightly)));
  assert.deepEqual(claims.toSorted(), [false, true]);
  const [writer] = writers;
  assert.ok(writer !== undefined);
  const run = await writer.createRun(newRun({ id: 'abc' }));
  assert.equal(await writer.settleSlot({ ...nightly, outcome: 'started', run }), true);
  assert.equal(await writer.settleSlot({ ...nightly, slotWallMs: 2, outcome: 'missed' }), false);
  for (const each of writers) await each.close();
});

test('the newest slot of each schedule is told, with the id of its run', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const writer = await openStoreWriter(file);
  const run = await writer.createRun(newRun({ id: 'abc' }));
  await writer.claimSlot({ ...nightly, run });
  await writer.claimSlot({ ...nightly, slotWallMs: 3000, outcome: 'missed', why: 'the machine slept' });
  await writer.claimSlot({ ...nightly, slotWallMs: 2000 });
  await writer.claimSlot({ ...nightly, schedule: 'hourly', run });
  await writer.settleSlot({ ...nightly, schedule: 'hourly', outcome: 'started', run: null });
  using reader = await openStoreReader(file);
  assert.deepEqual(
    reader
      .lastSlots()
      .map(({ schedule, slotWallMs, outcome, why, run: id }) => [schedule, slotWallMs, outcome, why, id]),
    [
      ['hourly', 1000, 'started', null, 'abc'],
      ['nightly', 3000, 'missed', 'the machine slept', null],
    ],
  );
  await writer.close();
});

test('the database has one daemon: a second is told of the living first, and follows a dead one', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const first = await openStoreWriter(file);
  const second = await openStoreWriter(file);
  const other = spawn('sleep', ['60']);
  t.after(() => other.kill('SIGKILL'));
  await once(other, 'spawn');
  const identity = readIdentity('/proc', other.pid ?? 0);
  assert.ok(identity !== null);
  const ours = claimOf(thisProcess());
  const theirs = claimOf({ pid: identity.pid, startTicks: identity.startTicks, bootId: readBootId() });
  assert.equal(await first.claimDaemon(theirs), null);
  assert.deepEqual(await second.claimDaemon(ours), {
    pid: theirs.pid,
    socket: theirs.socket,
    startedWallMs: 5,
  });
  other.kill('SIGKILL');
  await once(other, 'exit');
  assert.equal(await second.claimDaemon(ours), null);
  assert.equal(await second.claimDaemon(ours), null);
  await first.releaseDaemon(theirs);
  using reader = await openStoreReader(file);
  assert.deepEqual(reader.daemon(), ours);
  await second.releaseDaemon(ours);
  assert.equal(reader.daemon(), null);
  await first.close();
  await second.close();
});

test('a reused pid and an earlier boot are not the process that claimed', () => {
  const self = thisProcess();
  assert.equal(isAlive(self), true);
  assert.equal(isAlive({ ...self, startTicks: self.startTicks + 1 }), false);
  assert.equal(isAlive({ ...self, bootId: 'another' }), false);
});

test('what is asked again because the answer was lost is done once', async (t) => {
  const database = await openForWriting(join(temporaryFolder(t), 'soakd.db'));
  const dated = { ...nightly, decidedWallMs: 7 };
  const claim = (again: boolean, decidedWallMs = 7) =>
    answer(database, { kind: 'claim-slot', given: { ...dated, decidedWallMs }, again });
  assert.deepEqual([claim(false), claim(true), claim(false), claim(true, 8)], [true, true, false, false]);
  const create = (again: boolean) => answer(database, { kind: 'create-run', given: newRun(), again });
  assert.deepEqual([create(false), create(true)], [1, 1]);
  assert.throws(() => create(false), /UNIQUE/);
  database.close();
});
