/**
 * The verdict so far: assessed again and again while the soak runs, in the analyst's process. Of trends it claims what
 * their looks found and no more (analysis/looks.ts), so an abort rule may go by it however often it asks.
 */
import type { Analyst } from '../analysis/analyst.ts';
import type { Assessment } from '../analysis/assessment.ts';
import type { Ending } from '../plan/plan.ts';
import type { Verdict } from '../verdict/verdict.ts';

/** An assessment of a long run costs more and changes less: a sixtieth of the run between two, within bounds. */
const SHARE = 1 / 60;
const AT_LEAST_MS = 2000;
const AT_MOST_MS = 60_000;

export class LiveVerdict {
  readonly #analyst: Analyst;
  readonly #everyMs: number;
  readonly #onMessage: (message: string) => void;
  #newest: Assessment | null = null;
  #askedMs = 0;
  #asking = false;
  #failure: string | null = null;

  constructor(analyst: Analyst, ending: Ending, onMessage: (message: string) => void) {
    const plannedMs = ending.kind === 'duration' ? ending.durationMs : 0;
    this.#analyst = analyst;
    this.#everyMs = Math.min(Math.max(plannedMs * SHARE, AT_LEAST_MS), AT_MOST_MS);
    this.#onMessage = onMessage;
  }

  /** null: not assessed yet. */
  get newest(): Assessment | null {
    return this.#newest;
  }

  /** null: not assessed yet. */
  count(): Readonly<Record<Verdict, number>> | null {
    if (this.#newest === null) return null;
    const counts = { pass: 0, fail: 0, inconclusive: 0 };
    for (const { verdict } of this.#newest.criteria) counts[verdict] += 1;
    return counts;
  }

  /** Asks for a new assessment when it is time and none is under way. */
  renew(observedMs: number): void {
    if (this.#asking || observedMs - this.#askedMs < this.#everyMs) return;
    this.#askedMs = observedMs;
    this.#asking = true;
    void this.#ask().finally(() => {
      this.#asking = false;
    });
  }

  /** Trouble is told once for each reason, and the soak goes on without a verdict so far. */
  async #ask(): Promise<void> {
    try {
      this.#newest = await this.#analyst.assess({ live: true });
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      if (failure !== this.#failure) this.#onMessage(failure);
      this.#failure = failure;
    }
  }
}
