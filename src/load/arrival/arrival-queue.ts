/** A first-in-first-out queue of arrivals in typed arrays: a million of them cost 20 MB and nothing to collect. */
const FIRST_SIZE = 64;

export class ArrivalQueue {
  #indexes = new Float64Array(FIRST_SIZE);
  #dueMs = new Float64Array(FIRST_SIZE);
  #operations = new Uint32Array(FIRST_SIZE);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The three parts of the first arrival; NaN when empty. */
  get index(): number {
    return this.#length === 0 ? Number.NaN : (this.#indexes[this.#head] ?? Number.NaN);
  }

  get dueMs(): number {
    return this.#length === 0 ? Number.NaN : (this.#dueMs[this.#head] ?? Number.NaN);
  }

  get operation(): number {
    return this.#length === 0 ? Number.NaN : (this.#operations[this.#head] ?? Number.NaN);
  }

  push(index: number, dueMs: number, operation: number): void {
    if (this.#length === this.#indexes.length) this.#grow();
    const at = (this.#head + this.#length) & (this.#indexes.length - 1);
    this.#indexes[at] = index;
    this.#dueMs[at] = dueMs;
    this.#operations[at] = operation;
    this.#length++;
  }

  /** Drops the first arrival. */
  shift(): void {
    if (this.#length === 0) return;
    this.#head = (this.#head + 1) & (this.#indexes.length - 1);
    this.#length--;
  }

  #grow(): void {
    this.#indexes = doubled(this.#indexes, new Float64Array(2 * this.#indexes.length), this.#head);
    this.#dueMs = doubled(this.#dueMs, new Float64Array(2 * this.#dueMs.length), this.#head);
    this.#operations = doubled(this.#operations, new Uint32Array(2 * this.#operations.length), this.#head);
    this.#head = 0;
  }
}

/** The full ring in order from `head` on, at the start of a larger one. */
function doubled<T extends Float64Array | Uint32Array>(ring: T, larger: T, head: number): T {
  larger.set(ring.subarray(head), 0);
  larger.set(ring.subarray(0, head), ring.length - head);
  return larger;
}
