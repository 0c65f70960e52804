/** One schedule that is looked after: its slots, what wakes for them, and what is to be said of it. */
import { isoSecond, type SlotEntry } from './ledger.ts';
import { SlotSeries } from './slot.ts';
import { wakeAtSlots } from './wake.ts';

export interface Schedule {
  /** The plan's name: that of the schedule in the ledger. */
  readonly name: string;
  /** The plan's file, for the status. */
  readonly plan: string;
  readonly cron: string;
  readonly timezone: string;
  readonly catchUpMs: number;
}

export interface ScheduleState {
  readonly name: string;
  readonly plan: string;
  readonly cron: string;
  readonly timezone: string;
  /** ISO 8601 in UTC; null: none will come. */
  readonly nextSlot: string | null;
  /** `outcome` with its reason: `skipped: the previous run still goes on (k3v9)`. */
  readonly lastSlot: { readonly at: string; readonly outcome: string; readonly run: string | null } | null;
}

export class KeptSchedule {
  readonly schedule: Schedule;
  readonly series: SlotSeries;
  readonly stopWaking: () => void;
  last: SlotEntry | null = null;
  /** Why it cannot be looked after; null: it can. */
  trouble: string | null = null;
  #next: { readonly sinceMs: number; readonly slotMs: number | null } | null = null;

  constructor(schedule: Schedule, wake: () => void) {
    const { cron, timezone } = schedule;
    this.schedule = schedule;
    this.series = new SlotSeries(cron, timezone);
    this.stopWaking = wakeAtSlots(cron, timezone, wake);
  }

  saw(entry: SlotEntry): void {
    if (this.last === null || this.last.slotWallMs <= entry.slotWallMs) this.last = entry;
  }

  state(nowMs: number): ScheduleState {
    const { name, plan, cron, timezone } = this.schedule;
    const nextMs = this.#nextSlot(nowMs);
    const nextSlot = nextMs === null ? null : isoSecond(nextMs);
    return { name, plan, cron, timezone, nextSlot, lastSlot: lastOf(this.last) };
  }

  /** Found once for each slot, and anew when the clock was set back. */
  #nextSlot(nowMs: number): number | null {
    const known = this.#next;
    if (known === null || nowMs < known.sinceMs || (known.slotMs !== null && nowMs >= known.slotMs)) {
      this.#next = { sinceMs: nowMs, slotMs: this.series.next(nowMs, 1)[0]?.wallMs ?? null };
    }
    return this.#next?.slotMs ?? null;
  }
}

function lastOf(last: SlotEntry | null): ScheduleState['lastSlot'] {
  if (last === null) return null;
  const { slotWallMs, outcome, why, run } = last;
  return { at: isoSecond(slotWallMs), outcome: why === null ? outcome : `${outcome}: ${why}`, run };
}

/** What a schedule means. How late it is caught up may change without its beginning anew. */
export function patternOf({ cron, timezone }: Schedule): string {
  return `${cron} ${timezone}`;
}

export function isSame(a: Schedule, b: Schedule): boolean {
  return patternOf(a) === patternOf(b) && a.plan === b.plan && a.catchUpMs === b.catchUpMs;
}
