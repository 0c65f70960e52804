/** What is told of a run as a whole, whatever window is looked through: read once, then only what is new. */
import type { AlertRow } from '../store/alert-record.ts';
import type { EventRow } from '../store/event-record.ts';
import { after, type Fed } from './fed.ts';

/** The seconds of so much time are counted in some ten milliseconds. */
const COUNTED_AT_ONCE_MS = 4 * 3_600_000;
const EVENTS_KEPT = 400;
/** An event may be stored a little after a later one was. */
const EVENT_LATE_MS = 5000;

export class RunFeed {
  readonly #fed: Fed;
  readonly #failures = new Map<string, number>();
  #events: EventRow[] = [];
  #eventsMs = Number.MIN_SAFE_INTEGER;
  #countedMs = 0;
  #missedMs = 0;
  operations = 0;
  missedTicks = 0;
  /** Alerts that fire, or did when the run ended. */
  firing: readonly AlertRow[] = [];

  constructor(fed: Fed) {
    this.#fed = fed;
  }

  /** Oldest first, the newest few hundred. */
  get events(): readonly EventRow[] {
    return this.#events;
  }

  /** Most frequent first. */
  get failures(): { readonly failure: string; readonly count: number }[] {
    return Array.from(this.#failures, ([failure, count]) => ({ failure, count })).sort(
      (one, other) => other.count - one.count,
    );
  }

  /** Of a long run a piece at a time: what is counted is whole after some calls. */
  follow(newestMs: number): void {
    this.#readEvents();
    this.#countOperations(newestMs);
    this.#countMissed(newestMs);
    const alerts = this.#fed.reader.alerts(this.#fed.run);
    this.firing = alerts.filter(({ state }) => state === 'firing' || state === 'ended');
  }

  /** As the socket told it, before it is stored. */
  heard(event: EventRow): void {
    this.#keep([event]);
  }

  #readEvents(): void {
    const { reader, run } = this.#fed;
    const first = this.#eventsMs === Number.MIN_SAFE_INTEGER;
    const read = reader.events(
      run,
      first ? { limit: EVENTS_KEPT } : { sinceMs: this.#eventsMs - EVENT_LATE_MS },
    );
    this.#eventsMs = Math.max(this.#eventsMs, 0, read.at(-1)?.monoMs ?? 0);
    this.#keep(read);
  }

  #keep(events: readonly EventRow[]): void {
    const known = new Set(this.#events.map(keyOf));
    const fresh = events.filter((event) => !known.has(keyOf(event)));
    if (fresh.length === 0) return;
    this.#events = [...this.#events, ...fresh]
      .sort((one, other) => one.monoMs - other.monoMs)
      .slice(-EVENTS_KEPT);
  }

  #countOperations(newestMs: number): void {
    const { reader, run, operations } = this.#fed;
    if (operations === 0) return;
    const endMs = this.#countedMs + COUNTED_AT_ONCE_MS;
    const { monoMs, values } = reader.loadSeconds(run, { fromMs: this.#countedMs, toMs: endMs });
    const toMs = endMs < newestMs ? endMs : after(monoMs, this.#countedMs);
    this.operations += values.due.reduce((sum, due) => sum + due, 0);
    for (const { failure, count } of reader.failureTotals(run, { fromMs: this.#countedMs, toMs }))
      this.#failures.set(failure, (this.#failures.get(failure) ?? 0) + count);
    this.#countedMs = toMs;
  }

  #countMissed(newestMs: number): void {
    const { reader, run } = this.#fed;
    const endMs = this.#missedMs + COUNTED_AT_ONCE_MS;
    const { monoMs, missed } = reader.ticks(run, { fromMs: this.#missedMs, toMs: endMs });
    this.missedTicks += missed.reduce((sum, count) => sum + count, 0);
    this.#missedMs = endMs < newestMs ? endMs : after(monoMs, this.#missedMs);
  }
}

/** The socket tells fractions of a millisecond, which the database does not keep. */
function keyOf({ monoMs, event, target, text }: EventRow): string {
  return JSON.stringify([Math.round(monoMs), event, target, text]);
}
