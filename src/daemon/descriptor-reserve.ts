/**
 * Descriptors put by for the one thing that must work when there are none left: telling systemd that soakd lives.
 * A spawn happens within one call, so what is let go for it cannot be taken by anything else in between.
 */
import { closeSync, openSync } from 'node:fs';

/** A spawn with one pipe takes 4 at once: both ends of its pipe, and both of the one that reports a failed exec. */
const PUT_BY = 8;

export class DescriptorReserve {
  readonly #held: number[] = [];

  constructor() {
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
      while (this.#held.length < PUT_BY) this.#held.push(openSync('/dev/null', 'r'));
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
