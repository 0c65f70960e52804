/** What was decided on each slot, kept over restarts: so that none is started twice, and none is lost unseen. */

/**
 * begun: not a slot, but the moment since which a schedule holds. starting: claimed, its run is not stored yet. missed:
 * nothing could start it in time. skipped: something else was in its way. failed: its run could not be started.
 */
export type SlotOutcome = 'begun' | 'starting' | 'started' | 'missed' | 'skipped' | 'failed';

export interface SlotEntry {
  readonly schedule: string;
  readonly slotWallMs: number;
  readonly outcome: SlotOutcome;
  readonly why: string | null;
  /** Id of its run. */
  readonly run: string | null;
}

export interface Ledger {
  /**
   * false: it was decided on before. A slot that was missed, or a schedule that began, by a clock that was ahead of the
   * present one was not.
   */
  claim(entry: SlotEntry): Promise<boolean>;
  /** What became of a claimed slot. */
  settle(entry: SlotEntry): Promise<void>;
  /** Of what is not after a time and was decided by then: the newest slot, and the newest beginning. */
  newest(
    schedule: string,
    untilWallMs: number,
  ): Promise<{ readonly slot: SlotEntry | null; readonly begun: SlotEntry | null }>;
}

/** `nightly: the slot of 2026-11-21T22:00:00Z was skipped: the previous run still goes on` */
export function entryText({ schedule, slotWallMs, outcome, why, run }: SlotEntry): string {
  const at = isoSecond(slotWallMs);
  if (outcome === 'begun') return `${schedule}: its schedule holds from ${at} on`;
  const subject = `${schedule}: the slot of ${at} ${VERB[outcome]}`;
  return `${subject}${run === null ? '' : ` as run ${run}`}${why === null ? '' : `: ${why}`}`;
}

const VERB: Readonly<Record<Exclude<SlotOutcome, 'begun'>, string>> = {
  starting: 'is being started',
  started: 'was started',
  missed: 'was missed',
  skipped: 'was skipped',
  failed: 'failed',
};

/** Slots are on whole seconds. */
export function isoSecond(wallMs: number): string {
  return new Date(wallMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
