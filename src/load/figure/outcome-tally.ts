/** What became of an operation's entries, beside what should have, in one second. At most as many counts as categories. */
import type { Expectation } from '../corpus/corpora.ts';
import type { OutcomeCount } from './window.ts';

type Counts = { -readonly [Count in 'blocked' | 'allowed' | 'undecided']: number };

export class OutcomeTally {
  bypassed = 0;
  overblocked = 0;
  undecided = 0;
  readonly #byCategory = new Map<string, { readonly expected: Expectation; readonly counts: Counts }>();

  /** `expected` null: nothing is said of it, so it should have been ok. */
  count(outcome: 'ok' | 'blocked' | 'failed' | 'skipped', expected: Expectation | null): void {
    if (outcome === 'blocked' && expected?.outcome !== 'blocked') this.overblocked++;
    if (expected === null) return;
    const { counts } = this.#of(expected);
    if (outcome === 'blocked') counts.blocked++;
    else if (outcome === 'ok') {
      counts.allowed++;
      if (expected.outcome === 'blocked') this.bypassed++;
    } else {
      counts.undecided++;
      this.undecided++;
    }
  }

  /** Of these it is not known which entries they had. */
  lose(count: number): void {
    this.undecided += count;
  }

  byCategory(operation: number): OutcomeCount[] {
    return Array.from(this.#byCategory.values(), ({ expected, counts }) => ({
      operation,
      category: expected.category,
      expected: expected.outcome,
      ...counts,
    }));
  }

  reset(): void {
    this.bypassed = 0;
    this.overblocked = 0;
    this.undecided = 0;
    this.#byCategory.clear();
  }

  #of(expected: Expectation): { readonly counts: Counts } {
    const key = `${expected.outcome} ${expected.category}`;
    const known = this.#byCategory.get(key);
    if (known !== undefined) return known;
    const added = { expected, counts: { blocked: 0, allowed: 0, undecided: 0 } };
    this.#byCategory.set(key, added);
    return added;
  }
}
