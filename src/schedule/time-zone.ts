/** What the clock on the wall of a place shows, and when it shows it. Local times are ms as if they were UTC. */

/** When a local time comes. */
export type Moments =
  | { readonly kind: 'once'; readonly wallMs: number }
  /** The clock is set back over it: `shiftMs` later it shows it again. */
  | { readonly kind: 'twice'; readonly wallMs: number; readonly shiftMs: number }
  /** The clock is set forward over it, at `wallMs` by `shiftMs`. */
  | { readonly kind: 'never'; readonly wallMs: number; readonly shiftMs: number };

const HOUR_MS = 3_600_000;
/**
 * No place was ever further from UTC than 15:13 h either way (IANA database), so within this time of a local time read
 * as UTC lie all moments at which a clock may show it. Two changes of one clock lie further apart than both together.
 */
const FURTHEST_MS = 16 * HOUR_MS;

export class TimeZone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;

  /** @throws RangeError for a name that plan/schedule/time-zone.ts would refuse */
  constructor(name: string) {
    this.name = name;
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  }

  /** Local time minus UTC. */
  offsetMs(wallMs: number): number {
    const shown = this.#format.format(wallMs);
    const [, sign, hours, minutes, seconds = '0'] =
      /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(shown) ?? [];
    if (sign === undefined) return 0;
    const ms = Number(hours) * HOUR_MS + Number(minutes) * 60_000 + Number(seconds) * 1000;
    return sign === '-' ? -ms : ms;
  }

  localMs(wallMs: number): number {
    return wallMs + this.offsetMs(wallMs);
  }

  /** The offset while the local time goes from one to another; null: it changes about then. */
  steadyOffsetMs(fromLocalMs: number, toLocalMs: number): number | null {
    const before = this.offsetMs(fromLocalMs - FURTHEST_MS);
    return before === this.offsetMs(toLocalMs + FURTHEST_MS) ? before : null;
  }

  momentsOf(localMs: number): Moments {
    const before = this.offsetMs(localMs - FURTHEST_MS);
    const after = this.offsetMs(localMs + FURTHEST_MS);
    const first = localMs - before;
    const last = localMs - after;
    const firstShows = this.localMs(first) === localMs;
    const lastShows = this.localMs(last) === localMs;
    if (firstShows && lastShows && first !== last)
      return { kind: 'twice', wallMs: first, shiftMs: last - first };
    if (firstShows || lastShows) return { kind: 'once', wallMs: firstShows ? first : last };
    return { kind: 'never', wallMs: this.#changeBetween(last, first), shiftMs: after - before };
  }

  /** The first moment of the new offset: none before `fromMs` has it, and `toMs` does. */
  #changeBetween(fromMs: number, toMs: number): number {
    const newOffset = this.offsetMs(toMs);
    let [low, high] = [fromMs, toMs];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.offsetMs(middle) === newOffset) high = middle;
      else low = middle;
    }
    return high;
  }
}
