/** The ledger of schedules: each slot is decided on once, by whoever comes first, and stays decided over restarts. */
import type { Connection } from './sqlite.ts';

export interface SlotDecision {
  /** The plan's name. */
  readonly schedule: string;
  /** When it was due by its schedule. */
  readonly slotWallMs: number;
  /** schedule/ledger.ts says which there are; `begun` is when a schedule began to hold, and no slot. */
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

/** Of a schedule: what is not after a time, and was decided by then. */
export interface SlotQuery {
  readonly schedule: string;
  readonly untilWallMs: number;
}

export interface NewestSlots {
  readonly slot: StoredSlot | null;
  /** Since when the schedule holds. */
  readonly begun: StoredSlot | null;
}

/**
 * Within the caller's transaction. false: it was decided on before. A slot that is known as missed, or a beginning, from
 * a time that is still to come was decided by a clock that was ahead: that is decided anew. `again`: the answer to this
 * very decision was lost, so it may stand there already.
 */
export function claimSlot(database: Connection, slot: DatedDecision, again: boolean): boolean {
  const { changes } = database
    .prepare(
      `INSERT INTO slots (schedule, slot_wall_ms, outcome, why, run, decided_wall_ms)
      VALUES (@schedule, @slotWallMs, @outcome, @why, @run, @decidedWallMs)
      ON CONFLICT DO UPDATE SET outcome = excluded.outcome, why = excluded.why, decided_wall_ms = excluded.decided_wall_ms
      WHERE slots.outcome IN ('missed', 'begun') AND slots.decided_wall_ms > excluded.decided_wall_ms`,
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

const STORED = `
  SELECT s.schedule, s.slot_wall_ms AS slotWallMs, s.outcome, s.why, r.id AS run, s.decided_wall_ms AS decidedWallMs
  FROM slots s LEFT JOIN runs r ON r.run = s.run`;

/** The newest slot of each schedule that has one. */
export function lastSlots(database: Connection): StoredSlot[] {
  return database
    .prepare<[], StoredSlot>(
      `${STORED} WHERE s.slot_wall_ms = (
        SELECT max(n.slot_wall_ms) FROM slots n WHERE n.schedule = s.schedule AND n.outcome <> 'begun')
      ORDER BY s.schedule`,
    )
    .all();
}

export function newestSlots(database: Connection, query: SlotQuery): NewestSlots {
  const newest = (which: string): StoredSlot | null =>
    database
      .prepare<SlotQuery, StoredSlot>(
        `${STORED} WHERE s.schedule = @schedule AND s.slot_wall_ms <= @untilWallMs
        AND s.decided_wall_ms <= @untilWallMs AND s.outcome ${which} 'begun'
        ORDER BY s.slot_wall_ms DESC LIMIT 1`,
      )
      .get(query) ?? null;
  return { slot: newest('<>'), begun: newest('=') };
}
