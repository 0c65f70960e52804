/** Who waits until all that was written before is committed. */
import type { SoakdError } from '../error.ts';
import type { Mark } from './backlog.ts';

interface Flush {
  readonly mark: Mark;
  readonly deadline: NodeJS.Timeout;
  resolve(): void;
  reject(error: SoakdError): void;
}

export class Flushes {
  readonly #overdue: () => SoakdError;
  #waiting: Flush[] = [];

  /** `overdue`: what to reject with after the deadline. */
  constructor(overdue: () => SoakdError) {
    this.#overdue = overdue;
  }

  get any(): boolean {
    return this.#waiting.length > 0;
  }

  add(mark: Mark, withinMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#waiting = this.#waiting.filter((other) => other !== flush);
        reject(this.#overdue());
      }, withinMs);
      const flush: Flush = { mark, deadline, resolve, reject };
      this.#waiting.push(flush);
    });
  }

  settle(isCommitted: (mark: Mark) => boolean): void {
    for (const { mark, deadline, resolve } of this.#waiting) {
      if (!isCommitted(mark)) continue;
      clearTimeout(deadline);
      resolve();
    }
    this.#waiting = this.#waiting.filter(({ mark }) => !isCommitted(mark));
  }

  rejectAll(why: SoakdError): void {
    for (const { deadline, reject } of this.#waiting) {
      clearTimeout(deadline);
      reject(why);
    }
    this.#waiting = [];
  }
}
