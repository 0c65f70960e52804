/**
 * The slots of a schedule: the moments at which its plan is due. A local time that the clock skips is due at the first
 * moment after, one that it shows twice the first time only; unless the pattern has the time one shift later too
 * (every quarter of an hour, every hour): then the schedule goes by what the clock shows.
 */
import { type CronPattern, parseCron } from './cron-pattern.ts';
import { TimeZone } from './time-zone.ts';

export interface Slot {
  readonly wallMs: number;
  /** The local time that it is for, in ms as if it were UTC. */
  readonly localMs: number;
  /** Of a local time that is skipped, or that comes twice; null: neither, or of no matter for this pattern. */
  readonly change: 'skipped' | 'doubled' | null;
}

const DAY_MS = 86_400_000;
/** 29 February on one weekday comes every 28 years, and every 40 over the turn of a century. */
const FURTHEST_DAYS = 41 * 366;
/** So that a pattern of every second is not laid out for months at once. */
const FIRST_REACH_MS = 3_600_000;

export class SlotSeries {
  readonly #pattern: CronPattern;
  readonly #zone: TimeZone;

  /** @throws Error for an expression or a time zone that the plan's own check would refuse */
  constructor(cron: string, timezone: string) {
    this.#pattern = parseCron(cron);
    this.#zone = new TimeZone(timezone);
  }

  get zone(): TimeZone {
    return this.#zone;
  }

  get timesPerDay(): number {
    return this.#pattern.timesMs.length;
  }

  /** See CronPattern. */
  get needsBothDays(): boolean {
    return this.#pattern.needsBothDays;
  }

  /** After the one moment, up to and with the other; ascending, no moment twice. */
  between(afterMs: number, throughMs: number): Slot[] {
    const found = new Map<number, Slot>();
    for (const localDay of this.#days(afterMs, throughMs)) {
      for (const slot of this.#slotsOf(localDay, afterMs, throughMs)) {
        // What the clock skipped and what is due right after it are one slot.
        if (found.get(slot.wallMs)?.change !== null) found.set(slot.wallMs, slot);
      }
    }
    return [...found.values()].sort((a, b) => a.wallMs - b.wallMs);
  }

  /** The next so many after a moment; fewer when no more will ever come. */
  next(afterMs: number, count: number): Slot[] {
    const found: Slot[] = [];
    let fromMs = afterMs;
    for (let reachMs = FIRST_REACH_MS; found.length < count; reachMs *= 2) {
      if (fromMs > afterMs + FURTHEST_DAYS * DAY_MS) break;
      found.push(...this.between(fromMs, fromMs + reachMs));
      fromMs += reachMs;
    }
    return found.slice(0, count);
  }

  /** Midnights of the pattern's days that may have a slot in that time. */
  *#days(afterMs: number, throughMs: number): Generator<number> {
    // One more at either end: a clock may be set over midnight, and in Samoa it was over a whole day.
    const first = Math.floor(this.#zone.localMs(afterMs) / DAY_MS) - 2;
    const last = Math.floor(this.#zone.localMs(throughMs) / DAY_MS) + 1;
    for (let day = first; day <= last; day++) {
      const date = new Date(day * DAY_MS);
      const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
      if (this.#pattern.hasDay(year, month, date.getUTCDate())) yield day * DAY_MS;
    }
  }

  *#slotsOf(localDayMs: number, afterMs: number, throughMs: number): Generator<Slot> {
    const offsetMs = this.#zone.steadyOffsetMs(localDayMs, localDayMs + DAY_MS);
    for (const timeMs of this.#pattern.timesMs) {
      const localMs = localDayMs + timeMs;
      const slots =
        offsetMs === null
          ? this.#slotsAbout(localMs)
          : [{ wallMs: localMs - offsetMs, localMs, change: null }];
      for (const slot of slots) if (slot.wallMs > afterMs && slot.wallMs <= throughMs) yield slot;
    }
  }

  #slotsAbout(localMs: number): Slot[] {
    const moments = this.#zone.momentsOf(localMs);
    const { wallMs } = moments;
    if (moments.kind === 'once') return [{ wallMs, localMs, change: null }];
    const repeats = this.#has(localMs + moments.shiftMs);
    if (moments.kind === 'never') return repeats ? [] : [{ wallMs, localMs, change: 'skipped' }];
    if (!repeats) return [{ wallMs, localMs, change: 'doubled' }];
    return [wallMs, wallMs + moments.shiftMs].map((each) => ({ wallMs: each, localMs, change: null }));
  }

  #has(localMs: number): boolean {
    const date = new Date(localMs);
    const timeMs = localMs - Math.floor(localMs / DAY_MS) * DAY_MS;
    const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
    return this.#pattern.hasTime(timeMs) && this.#pattern.hasDay(year, month, day);
  }
}
