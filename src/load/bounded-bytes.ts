/** The first bytes of a stream, up to a limit, in one buffer that grows by doubling. */
const FIRST_SIZE = 4096;

export class BoundedBytes {
  readonly #limit: number;
  #buffer: Buffer = Buffer.alloc(0);
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What goes beyond the limit is dropped. */
  append(source: Buffer, start: number, end: number): void {
    const taken = Math.min(end - start, this.#limit - this.#length);
    if (taken <= 0) return;
    const needed = this.#length + taken;
    if (needed > this.#buffer.length) {
      const size = Math.min(this.#limit, Math.max(FIRST_SIZE, needed, 2 * this.#buffer.length));
      const grown = Buffer.allocUnsafeSlow(size);
      this.#buffer.copy(grown, 0, 0, this.#length);
      this.#buffer = grown;
    }
    source.copy(this.#buffer, this.#length, start, start + taken);
    this.#length = needed;
  }

  /** Begins anew; the buffer stays. */
  clear(): void {
    this.#length = 0;
  }

  /** A view of what is held; valid until the next append. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }
}
