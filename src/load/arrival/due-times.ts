/** A number of moments of which the earliest is asked for: a binary heap in one array that never grows. */
export class DueTimes {
  readonly #ms: Float64Array;
  #length = 0;

  constructor(most: number) {
    this.#ms = new Float64Array(most);
  }

  /** Infinity: there is none. */
  get earliestMs(): number {
    return this.#length === 0 ? Number.POSITIVE_INFINITY : this.#at(0);
  }

  add(ms: number): void {
    if (this.#length === this.#ms.length) throw new RangeError(`more than ${this.#ms.length} moments`);
    let place = this.#length++;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#at(parent) <= ms) break;
      this.#ms[place] = this.#at(parent);
      place = parent;
    }
    this.#ms[place] = ms;
  }

  /** Forgets the earliest. */
  drop(): void {
    if (this.#length === 0) return;
    const last = this.#at(--this.#length);
    let place = 0;
    for (let child = 1; child < this.#length; child = 2 * place + 1) {
      if (child + 1 < this.#length && this.#at(child + 1) < this.#at(child)) child += 1;
      if (last <= this.#at(child)) break;
      this.#ms[place] = this.#at(child);
      place = child;
    }
    this.#ms[place] = last;
  }

  #at(place: number): number {
    return this.#ms[place] ?? Number.POSITIVE_INFINITY;
  }
}
