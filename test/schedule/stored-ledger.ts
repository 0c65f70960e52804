/** The ledger in a real database, by the clock of the test. */
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Clock } from '../../src/clock.ts';
import { slotLedger } from '../../src/daemon/slot-ledger.ts';
import type { Ledger } from '../../src/schedule/ledger.ts';
import { openForWriting } from '../../src/store/database.ts';
import { insertRun } from '../../src/store/insert.ts';
import { claimSlot, newestSlots, settleSlot } from '../../src/store/slot.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { newRun } from '../store/stored-run.ts';

export interface StoredLedger extends Ledger {
  /** All of it, oldest first: `2026-11-21T22:00:00Z started`. */
  rows(): string[];
}

export async function openLedger(context: TestContext, clock: Pick<Clock, 'wallMs'>): Promise<StoredLedger> {
  const database = await openForWriting(join(temporaryFolder(context), 'soakd.db'));
  context.after(() => database.close());
  const ledger = slotLedger(
    {
      claimSlot: async (slot) => claimSlot(database, { ...slot, decidedWallMs: clock.wallMs() }, false),
      settleSlot: async (slot) => settleSlot(database, slot),
      newestSlots: async (query) => newestSlots(database, query),
    },
    (run) => insertRun(database, newRun({ id: run }), false),
  );
  return {
    ...ledger,
    rows() {
      return database
        .prepare<[], { at: number; outcome: string; why: string | null }>(
          "SELECT slot_wall_ms AS at, outcome, why FROM slots WHERE outcome <> 'begun' ORDER BY slot_wall_ms",
        )
        .all()
        .map(({ at, outcome, why }) => {
          const time = new Date(at).toISOString().replace('.000Z', 'Z');
          return `${time} ${outcome}${why === null ? '' : `: ${why}`}`;
        });
    },
  };
}
