/** What is wrong with a file, line by line: all of it at once, as far as a person would read. */
import { SoakdError } from '../error.ts';

/** The eleventh tells nobody more about what went wrong with a file than the first ten. */
const MOST_TOLD = 10;

export class LineProblems {
  readonly #file: string;
  readonly #told: string[] = [];
  #count = 0;

  constructor(file: string) {
    this.#file = file;
  }

  get count(): number {
    return this.#count;
  }

  /** `line` from 1. The message says what was found and what was expected. */
  add(line: number, message: string): void {
    this.#count += 1;
    if (this.#told.length < MOST_TOLD) this.#told.push(`${this.#file}:${line}: ${message}`);
  }

  /** @throws SoakdError with every problem, in the order of the file, when there is any. */
  throwIfAny(hint?: string): void {
    if (this.#count === 0) return;
    const [first = ''] = this.#told;
    const more = this.#count - this.#told.length;
    const lines = [
      `${this.#count} problems in ${this.#file}`,
      ...this.#told.map((problem) => `  ${problem}`),
      ...(more > 0 ? [`  and ${more.toLocaleString('en-US')} more`] : []),
    ];
    throw new SoakdError(this.#count === 1 ? first : lines.join('\n'), hint === undefined ? {} : { hint });
  }
}
