/**
 * Descriptors put by for what must work when there are none left: telling systemd that soakd lives, and finding the
 * processes of a target. It happens within one call, so what is let go for it is taken by nothing else in this thread.
 */
import { closeSync, openSync } from 'node:fs';

export class DescriptorReserve {
  readonly #putBy: number;
  readonly #held: number[] = [];

  /** `putBy`: how many. */
  constructor(putBy: number) {
    this.#putBy = putBy;
    this.#fill();
  }

  /** Runs `use` with the descriptors let go, then takes back what can be had. */
  lend<T>(use: () => T): T {
    for (const descriptor of this.#held.splice(0)) closeSync(descriptor);
    try {
      return use();
    } finally {
      this.#fill();
    }
  }

  /** Takes back what others have let go since. */
  #fill(): void {
    try {
      while (this.#held.length < this.#putBy) this.#held.push(openSync('/dev/null', 'r'));
    } catch (error) {
      // None are left: the next loan tries again.
      if (
        !(error instanceof Error && 'code' in error && (error.code === 'EMFILE' || error.code === 'ENFILE'))
      )
        throw error;
    }
  }

  close(): void {
    for (const descriptor of this.#held.splice(0)) closeSync(descriptor);
  }
}
