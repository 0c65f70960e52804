import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { slotLedger } from '../../src/daemon/slot-ledger.ts';
import { entryText, type SlotEntry } from '../../src/schedule/ledger.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { newRun } from '../store/stored-run.ts';
import { openLedger } from './stored-ledger.ts';

const slot: SlotEntry = { schedule: 'nightly', slotWallMs: 5000, outcome: 'starting', why: null, run: null };

test('the ledger outlives the writer that kept it, and names the run of a slot', async (t) => {
  const file = join(temporaryFolder(t), 'soakd.db');
  const rows = new Map<string, number>();
  const open = async () => {
    const writer = await openStoreWriter(file);
    return { writer, ledger: slotLedger(writer, (run) => rows.get(run) ?? null) };
  };
  const first = await open();
  assert.equal(
    await first.ledger.claim({ ...slot, slotWallMs: 1000, outcome: 'begun', why: '@daily UTC' }),
    true,
  );
  assert.equal(await first.ledger.claim(slot), true);
  assert.equal(await first.ledger.claim(slot), false);
  rows.set('k3v9', await first.writer.createRun(newRun({ id: 'k3v9' })));
  await first.ledger.settle({ ...slot, outcome: 'started', run: 'k3v9' });
  await first.writer.close();

  const second = await open();
  assert.equal(await second.ledger.claim(slot), false);
  const newest = await second.ledger.newest('nightly', Date.now());
  assert.deepEqual(newest.slot, { ...slot, outcome: 'started', run: 'k3v9' });
  assert.equal(newest.begun?.why, '@daily UTC');
  assert.deepEqual(await second.ledger.newest('nightly', 999), { slot: null, begun: null });
  await second.writer.close();
  using reader = await openStoreReader(file);
  assert.deepEqual(
    reader.lastSlots().map(({ slotWallMs, outcome }) => [slotWallMs, outcome]),
    [[5000, 'started']],
  );
});

test('what a clock that was ahead has started or skipped stays decided; what it missed does not', async (t) => {
  const clock = { nowMs: 90_000, wallMs: () => clock.nowMs };
  const ledger = await openLedger(t, clock);
  const outcomes = ['started', 'skipped', 'failed', 'missed', 'starting'] as const;
  for (const [index, outcome] of outcomes.entries()) {
    await ledger.claim({ ...slot, slotWallMs: 50_000 + index, outcome });
  }
  clock.nowMs = 60_000;
  assert.deepEqual(await ledger.newest('nightly', clock.nowMs), { slot: null, begun: null });
  const claims: boolean[] = [];
  for (const [index] of outcomes.entries())
    claims.push(await ledger.claim({ ...slot, slotWallMs: 50_000 + index }));
  assert.deepEqual(claims, [false, false, false, true, false]);
  assert.equal(await ledger.claim({ ...slot, slotWallMs: 50_003 }), false);
});

test('an entry is told in one sentence', () => {
  const at = { ...slot, slotWallMs: Date.parse('2026-11-21T22:00Z') };
  assert.equal(
    entryText({ ...at, outcome: 'skipped', why: 'the previous run still goes on (k3v9)' }),
    'nightly: the slot of 2026-11-21T22:00:00Z was skipped: the previous run still goes on (k3v9)',
  );
  assert.equal(
    entryText({ ...at, outcome: 'started', run: 'k3v9' }),
    'nightly: the slot of 2026-11-21T22:00:00Z was started as run k3v9',
  );
});
