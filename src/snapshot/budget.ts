/** What a look may take of the time. */

export class Budget {
  readonly #untilMs: number;

  constructor(ms: number) {
    this.#untilMs = performance.now() + ms;
  }

  get isOver(): boolean {
    return performance.now() > this.#untilMs;
  }
}

/** What each part is given: a look at a target that has a hundred thousand mappings ends, too. */
export const PART_MS = 500;

export const OUT_OF_TIME = `more than could be read in ${PART_MS} ms`;
