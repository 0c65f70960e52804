/**
 * A course of readings in bounded memory: equal stretches of time, each with the mean of its readings. A window on the
 * whole run widens its stretches as the run grows; one on the last hour lets the oldest go.
 */

/** More than the dots of a chart over the whole width of a large terminal. */
const CAPACITY = 512;
/** Share of the newest reading in the mean of the last ones. */
const LATELY = 0.1;

export interface Stretches {
  /** Where the first stretch begins, and how long each is. */
  readonly fromMs: number;
  readonly widthMs: number;
  /** A mean for each stretch; NaN: nothing was read in it. */
  readonly means: Float64Array;
}

export class Buckets {
  readonly #sums = new Float64Array(CAPACITY);
  readonly #counts = new Uint32Array(CAPACITY);
  readonly #slides: boolean;
  #fromMs: number;
  #widthMs: number;
  #used = 0;
  #lately: number | null = null;
  #last: { readonly ms: number; readonly value: number } | null = null;

  /** `spanMs`: as much as is kept, letting the oldest go; null: all since `fromMs`, ever more coarsely. */
  constructor(fromMs: number, spanMs: number | null, leastWidthMs: number) {
    this.#fromMs = fromMs;
    this.#slides = spanMs !== null;
    // A quarter is room to slide without moving all of it at each reading.
    this.#widthMs = spanMs === null ? leastWidthMs : Math.max(leastWidthMs, spanMs / (CAPACITY * 0.75));
  }

  get last(): { readonly ms: number; readonly value: number } | null {
    return this.#last;
  }

  /** About the mean of the last ten readings, of what jumps from one to the next; null: nothing was read. */
  get lately(): number | null {
    return this.#lately;
  }

  add(ms: number, value: number): void {
    if (!Number.isFinite(value) || ms < this.#fromMs) return;
    let index = this.#indexOf(ms);
    while (index >= CAPACITY) {
      if (this.#slides) this.#slide(index);
      else this.#widen();
      index = this.#indexOf(ms);
    }
    this.#sums[index] = (this.#sums[index] ?? 0) + value;
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#used = Math.max(this.#used, index + 1);
    if (this.#last !== null && ms < this.#last.ms) return;
    this.#last = { ms, value };
    this.#lately = this.#lately === null ? value : this.#lately + LATELY * (value - this.#lately);
  }

  /** The mean of what was read about then; null: nothing was. */
  at(ms: number): number | null {
    if (this.#last !== null && ms >= this.#last.ms) return this.#last.value;
    const index = this.#indexOf(ms);
    const count = this.#counts[index] ?? 0;
    return index < 0 || count === 0 ? null : (this.#sums[index] ?? 0) / count;
  }

  stretches(): Stretches {
    const means = new Float64Array(this.#used);
    for (let index = 0; index < this.#used; index += 1)
      means[index] = (this.#sums[index] ?? 0) / (this.#counts[index] ?? 0);
    return { fromMs: this.#fromMs, widthMs: this.#widthMs, means };
  }

  #indexOf(ms: number): number {
    return Math.floor((ms - this.#fromMs) / this.#widthMs);
  }

  #widen(): void {
    for (let index = 0; index < CAPACITY; index += 1) {
      const [one, other] = [2 * index, 2 * index + 1];
      this.#sums[index] = (this.#sums[one] ?? 0) + (this.#sums[other] ?? 0);
      this.#counts[index] = (this.#counts[one] ?? 0) + (this.#counts[other] ?? 0);
    }
    this.#widthMs *= 2;
    this.#used = Math.ceil(this.#used / 2);
  }

  #slide(index: number): void {
    const by = Math.max(index - CAPACITY + 1, CAPACITY / 4);
    this.#sums.copyWithin(0, by);
    this.#counts.copyWithin(0, by);
    this.#sums.fill(0, Math.max(0, CAPACITY - by));
    this.#counts.fill(0, Math.max(0, CAPACITY - by));
    this.#fromMs += by * this.#widthMs;
    this.#used = Math.max(0, this.#used - by);
  }
}
