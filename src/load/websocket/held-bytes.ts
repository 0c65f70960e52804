/** How much of messages that have not come to their end all connections together may hold. */

/** A hostile server cannot make a load of ten thousand connections hold more than this, plus what buffers grow ahead. */
const HELD_LIMIT_BYTES = 64 * 2 ** 20;

export class HeldBytes {
  readonly #limitBytes: number;
  #bytes = 0;

  constructor(limitBytes = HELD_LIMIT_BYTES) {
    this.#limitBytes = limitBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** false: they would be too many, and are not taken. */
  take(bytes: number): boolean {
    if (this.#bytes + bytes > this.#limitBytes) return false;
    this.#bytes += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
  }
}
