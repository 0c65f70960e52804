/** The ledger of the schedules, in the database. */
import type { Ledger, SlotEntry, SlotOutcome } from '../schedule/ledger.ts';
import type { StoredSlot } from '../store/slot.ts';
import type { StoreWriter } from '../store/writer.ts';

/** `rowOf`: the row id of a run that has just been stored; null: it is not known. */
export function slotLedger(
  store: Pick<StoreWriter, 'claimSlot' | 'settleSlot' | 'newestSlots'>,
  rowOf: (run: string) => number | null,
): Ledger {
  return {
    claim: (entry) => store.claimSlot({ ...entry, run: null }),
    async settle(entry) {
      await store.settleSlot({ ...entry, run: entry.run === null ? null : rowOf(entry.run) });
    },
    async newest(schedule, untilWallMs) {
      const { slot, begun } = await store.newestSlots({ schedule, untilWallMs });
      return { slot: entryOf(slot), begun: entryOf(begun) };
    },
  };
}

/** Nobody else writes to the ledger. */
function entryOf(stored: StoredSlot | null): SlotEntry | null {
  if (stored === null) return null;
  const { schedule, slotWallMs, outcome, why, run } = stored;
  return { schedule, slotWallMs, outcome: outcome as SlotOutcome, why, run };
}
