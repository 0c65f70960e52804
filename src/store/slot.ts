/** The ledger of schedules: each slot is decided on once, by whoever comes first, and stays decided over restarts. */
import type { Connection } from './sqlite.ts';

export interface SlotDecision {
  /** The plan's name. */
  readonly schedule: string;
  /** When it was due by its schedule. */
  readonly slotWallMs: number;
  /** started, missed, overlapped, … */
  readonly outcome: string;
  readonly why: string | null;
  /** Row id of the run that it started; null: none, or not yet. */
  readonly run: number | null;
}

export interface StoredSlot extends Omit<SlotDecision, 'run'> {
  /** Id of its run; null: it has none. */
  readonly run: string | null;
  readonly decidedWallMs: number;
}

/** A decision with the time it was made, by which one that is asked for again is known. */
export type DatedDecision = SlotDecision & { readonly decidedWallMs: number };

/**
 * Within the caller's transaction. false: it was decided on before. `again`: the answer to this very decision was
 * lost, so it may stand there already.
 */
export function claimSlot(database: Connection, slot: DatedDecision, again: boolean): boolean {
  const { changes } = database
    .prepare(
      `INSERT OR IGNORE INTO slots (schedule, slot_wall_ms, outcome, why, run, decided_wall_ms)
      VALUES (@schedule, @slotWallMs, @outcome, @why, @run, @decidedWallMs)`,
    )
    .run(slot);
  if (changes === 1) return true;
  if (!again) return false;
  const decidedWallMs = database
    .prepare<[string, number], number>(
      'SELECT decided_wall_ms FROM slots WHERE schedule = ? AND slot_wall_ms = ?',
    )
    .pluck()
    .get(slot.schedule, slot.slotWallMs);
  return decidedWallMs === slot.decidedWallMs;
}

/** What became of a claimed slot. false: it was never claimed. */
export function settleSlot(database: Connection, slot: SlotDecision): boolean {
  const { changes } = database
    .prepare(
      `UPDATE slots SET outcome = @outcome, why = @why, run = coalesce(@run, run)
      WHERE schedule = @schedule AND slot_wall_ms = @slotWallMs`,
    )
    .run(slot);
  return changes === 1;
}

/** The newest slot of each schedule that has one. */
export function lastSlots(database: Connection): StoredSlot[] {
  return database
    .prepare<[], StoredSlot>(
      `SELECT s.schedule, s.slot_wall_ms AS slotWallMs, s.outcome, s.why, r.id AS run, s.decided_wall_ms AS decidedWallMs
      FROM slots s LEFT JOIN runs r ON r.run = s.run
      WHERE s.slot_wall_ms = (SELECT max(n.slot_wall_ms) FROM slots n WHERE n.schedule = s.schedule)
      ORDER BY s.schedule`,
    )
    .all();
}
