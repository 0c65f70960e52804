/** Has the run assessed, in a process of its own, as often as that costs little: the longer it takes, the rarer. */
import { type Analyst, openAnalyst } from '../analysis/analyst.ts';
import type { Assessment } from '../analysis/assessment.ts';

/** So much longer than an assessment took passes before the next: less than a hundredth of a core. */
const SHARE = 110;
/** What is said of a young run changes soon, and costs little yet. */
const YOUNG = { untilMs: 30 * 60_000, share: 25, leastMs: 5000 };
const LEAST_MS = 10_000;

export class Judge {
  readonly #database: string;
  readonly #run: number;
  #analyst: Promise<Analyst> | null = null;
  #nextMs = 0;
  #hastyMs = 0;
  #closed = false;
  asking = false;
  newest: Assessment | null = null;
  /** Unix time of what it says. */
  newestWallMs: number | null = null;
  /** null: the last one came. */
  trouble: string | null = null;

  constructor(database: string, run: number) {
    this.#database = database;
    this.#run = run;
  }

  /** Asks where it is time. Resolves when there is something new, or it could not be had. */
  async renew({ live, observedMs }: { readonly live: boolean; readonly observedMs: number }): Promise<void> {
    if (this.asking || this.#closed || performance.now() < this.#nextMs) return;
    this.asking = true;
    const [began, beganWallMs] = [performance.now(), Date.now()];
    try {
      this.#analyst ??= openAnalyst(this.#database, this.#run);
      this.newest = await (await this.#analyst).assess({ live });
      this.newestWallMs = beganWallMs;
      this.trouble = null;
    } catch (error) {
      if (!this.#closed) this.trouble = error instanceof Error ? error.message : String(error);
      // One that could not be opened is opened anew next time.
      this.#analyst = null;
    }
    const { share, leastMs } = observedMs < YOUNG.untilMs ? YOUNG : { share: SHARE, leastMs: LEAST_MS };
    const tookMs = performance.now() - began;
    this.#hastyMs = performance.now() + Math.max(leastMs, tookMs);
    this.#nextMs = performance.now() + Math.max(leastMs, share * tookMs);
    this.asking = false;
  }

  /** What it says next is worth the cost: the run has ended, or its own verdict so far is another. */
  hurry(): void {
    this.#nextMs = Math.min(this.#nextMs, this.#hastyMs);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const analyst = await this.#analyst?.catch(() => null);
    await analyst?.close();
  }
}
