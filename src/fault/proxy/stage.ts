/** One toxic in a lane, with what it holds back. */
import type { Toxic } from './toxic.ts';

export interface StageEvents {
  /** So many bytes more are held back, or fewer. */
  readonly onHeld: (bytes: number) => void;
  /** It goes on; null: the end of the stream. */
  readonly onPass: (chunk: Buffer | null) => void;
  readonly onCut: () => void;
  readonly onLateEnd: () => void;
}

interface Item {
  readonly chunk: Buffer | null;
  readonly dueMs: number;
}

/** setTimeout takes whole milliseconds and knows no later time; it is set again then. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class Stage {
  readonly fault: string;
  readonly #toxic: Toxic;
  readonly #events: StageEvents;
  #items: Item[] = [];
  #timer: NodeJS.Timeout | null = null;
  #isCut = false;

  constructor(fault: string, toxic: Toxic, events: StageEvents) {
    this.fault = fault;
    this.#toxic = toxic;
    this.#events = events;
  }

  take(chunk: Buffer | null): void {
    if (this.#isCut) return;
    const nowMs = performance.now();
    if (chunk === null) {
      const dueMs = this.#toxic.endDueMs(nowMs);
      if (dueMs > nowMs) this.#events.onLateEnd();
      this.#put({ chunk, dueMs }, nowMs);
      return;
    }
    for (let rest = chunk; rest.length > 0; ) {
      const most = this.#toxic.most();
      if (most === 0) {
        this.#cut();
        return;
      }
      const piece = rest.length <= most ? rest : rest.subarray(0, most);
      rest = rest.subarray(piece.length);
      this.#put({ chunk: piece, dueMs: this.#toxic.dueMs(piece.length, nowMs) }, nowMs);
    }
    if (this.#toxic.most() === 0) this.#cut();
  }

  /** Everything goes on, at once. */
  release(): void {
    this.#goOn(Number.POSITIVE_INFINITY);
    this.#stopTimer();
  }

  drop(): void {
    this.#stopTimer();
    this.#events.onHeld(-bytesOf(this.#items));
    this.#items = [];
  }

  /** Never before what came first. */
  #put(item: Item, nowMs: number): void {
    const before = this.#items.at(-1);
    const dueMs = Math.max(item.dueMs, before?.dueMs ?? 0);
    if (before === undefined && dueMs <= nowMs) {
      this.#events.onPass(item.chunk);
      return;
    }
    this.#items.push({ chunk: item.chunk, dueMs });
    this.#events.onHeld(item.chunk?.length ?? 0);
    if (before === undefined) this.#setTimer(nowMs);
  }

  #goOn(untilMs: number): void {
    let due = this.#items.findIndex(({ dueMs }) => dueMs > untilMs);
    if (due < 0) due = this.#items.length;
    const going = this.#items.splice(0, due);
    for (const { chunk } of going) {
      // First, so that the source may be read again: what it sends comes later in any case.
      this.#events.onHeld(-(chunk?.length ?? 0));
      this.#events.onPass(chunk);
    }
  }

  #setTimer(nowMs: number): void {
    const [first] = this.#items;
    if (first === undefined || first.dueMs === Number.POSITIVE_INFINITY) return;
    // Rounded up: a timer never goes off early, and a message is never early either.
    const leftMs = Math.min(Math.ceil(first.dueMs - nowMs), LONGEST_TIMER_MS);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#goOn(performance.now());
      if (this.#timer === null) this.#setTimer(performance.now());
    }, leftMs);
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #cut(): void {
    this.#isCut = true;
    this.#events.onCut();
  }
}

function bytesOf(items: readonly Item[]): number {
  return items.reduce((sum, { chunk }) => sum + (chunk?.length ?? 0), 0);
}
