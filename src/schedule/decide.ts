/** Of the slots that are undecided, which is started now and which were missed, and why. */
import { formatDuration } from '../plan/quantity/quantity.ts';
import { isoSecond } from './ledger.ts';

export interface Decision {
  readonly slotWallMs: number;
  readonly outcome: 'starting' | 'missed' | 'skipped';
  readonly why: string | null;
}

/** The scheduler looks every 30 s: within two looks a slot is on time, also where the plan wants none caught up. */
const PUNCTUAL_MS = 60_000;
/** A week without soakd is 10,080 slots of a plan of every minute: the last of them are told one by one. */
const MOST_TOLD = 20;

export function lateReason(slotWallMs: number, nowMs: number, catchUpMs: number): string | null {
  const lateMs = nowMs - slotWallMs;
  if (lateMs <= Math.max(catchUpMs, PUNCTUAL_MS)) return null;
  return `it would start ${formatDuration(lateMs)} late, and is caught up for ${formatDuration(catchUpMs)}`;
}

/** Oldest first: whoever is cut off in between has decided on nothing newer. `slots`: due by now, ascending. */
export function decide(options: {
  readonly slots: readonly number[];
  readonly nowMs: number;
  readonly catchUpMs: number;
  /** The run of this schedule that goes on; null: none. */
  readonly running: string | null;
}): Decision[] {
  const { slots, nowMs, catchUpMs, running } = options;
  const told = slots.slice(-MOST_TOLD);
  const untold = slots.slice(0, -MOST_TOLD);
  return told.map((slotWallMs, index): Decision => {
    const late = lateReason(slotWallMs, nowMs, catchUpMs);
    if (index < told.length - 1 || late !== null) {
      const why = late ?? 'a later slot took its place';
      return { slotWallMs, outcome: 'missed', why: index === 0 ? why + alsoMissed(untold) : why };
    }
    if (running === null) return { slotWallMs, outcome: 'starting', why: null };
    return { slotWallMs, outcome: 'skipped', why: `the previous run still goes on (${running})` };
  });
}

function alsoMissed(slots: readonly number[]): string {
  const [first] = slots;
  if (first === undefined) return '';
  const were = slots.length === 1 ? 'so was the one before it' : `so were the ${slots.length} before it`;
  return `; ${were}, since ${isoSecond(first)}`;
}
