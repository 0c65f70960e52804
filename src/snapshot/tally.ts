/** Counts how often each thing was seen, and tells the most frequent. Bounded, however many there are. */

/** Different things that are told apart; of a process with more, the first so many say enough. */
const MOST_KEYS = 10_000;

export class Tally {
  readonly #counts = new Map<string, number>();

  add(key: string): void {
    const before = this.#counts.get(key);
    if (before === undefined && this.#counts.size >= MOST_KEYS) return;
    this.#counts.set(key, (before ?? 0) + 1);
  }

  /** The most first; of equals the first that was seen. */
  most(limit: number): { readonly key: string; readonly count: number }[] {
    return [...this.#counts]
      .map(([key, count]) => ({ key, count }))
      .toSorted((a, b) => b.count - a.count)
      .slice(0, limit);
  }
}
