/**
 * Joins what became of entries, second by second, to rows of a minute: of categories there may be a hundred. Each second
 * the row is written again with what has been added, so that a crash loses no more than of any other row.
 */
import type { OutcomeCount } from '../load/figure/window.ts';
import type { OutcomeRow } from '../store/load-record.ts';

const SPAN_MS = 60_000;

export class OutcomeMinutes {
  /** Begin of the first second in it: a soakd that takes up the run begins another, also within the minute. */
  #fromMs = Number.NEGATIVE_INFINITY;
  readonly #rows = new Map<string, OutcomeRow>();

  /** `monoMs`: begin of the second. The rows that have changed. */
  add(monoMs: number, outcomes: readonly OutcomeCount[]): readonly OutcomeRow[] {
    if (outcomes.length === 0) return [];
    if (monoMs >= this.#fromMs + SPAN_MS) {
      this.#fromMs = monoMs;
      this.#rows.clear();
    }
    return outcomes.map((count) => {
      const key = `${count.operation} ${count.expected} ${count.category}`;
      const before = this.#rows.get(key);
      const row = {
        ...count,
        monoMs: this.#fromMs,
        blocked: count.blocked + (before?.blocked ?? 0),
        allowed: count.allowed + (before?.allowed ?? 0),
        undecided: count.undecided + (before?.undecided ?? 0),
      };
      this.#rows.set(key, row);
      return row;
    });
  }
}
