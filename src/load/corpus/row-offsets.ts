/**
 * Where rows begin in a file, in memory that does not depend on their number: of more than `most` rows every second is
 * kept, then every fourth, and so on. The others are found by reading on from the one before.
 */

/** 8 MiB. Of a hundred million rows every 128th is kept. */
const MOST_OFFSETS = 2 ** 20;

export class RowOffsets {
  readonly #most: number;
  #offsets = new Float64Array(1024);
  #kept = 0;
  #stride = 1;
  #rows = 0;

  /** `most`: a power of two. */
  constructor(most = MOST_OFFSETS) {
    this.#most = most;
  }

  get rows(): number {
    return this.#rows;
  }

  /** In the order of the file. */
  add(offset: number): void {
    if (this.#rows % this.#stride === 0) {
      if (this.#kept === this.#most) this.#thin();
      if (this.#rows % this.#stride === 0) this.#keep(offset);
    }
    this.#rows++;
  }

  /** The nearest known begin at or before row `row` (from 0), and how many rows to read past from there. */
  before(row: number): { readonly offset: number; readonly skip: number } {
    const at = Math.floor(row / this.#stride);
    return { offset: this.#offsets[at] ?? 0, skip: row - at * this.#stride };
  }

  #keep(offset: number): void {
    if (this.#kept === this.#offsets.length) {
      const larger = new Float64Array(Math.min(this.#most, 2 * this.#offsets.length));
      larger.set(this.#offsets);
      this.#offsets = larger;
    }
    this.#offsets[this.#kept++] = offset;
  }

  #thin(): void {
    for (let at = 0; 2 * at < this.#kept; at++) this.#offsets[at] = this.#offsets[2 * at] ?? 0;
    this.#kept = Math.ceil(this.#kept / 2);
    this.#stride *= 2;
  }
}
