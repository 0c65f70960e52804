/**
 * Brings letters to one notifier, one after the other, so that "over" never comes before "fires". Nothing waits for it: its
 * queue is bounded, and one that does not take its letters loses the newest.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { NotifierPlan } from '../plan/alert/alert-plan.ts';
import { retryDelayMs } from './backoff.ts';
import { type Letter, type Post, tell } from './notifier.ts';

export interface Settled {
  readonly state: 'delivered' | 'failed';
  readonly attempts: number;
  readonly why: string | null;
}

export interface CourierOptions {
  readonly notifier: NotifierPlan;
  /** Its words, without secrets. */
  readonly describes: string;
  readonly post: Post;
  readonly monotonicMs: () => number;
  readonly random?: () => number;
  /** Of an attempt that failed and is made again. */
  readonly onTrouble: (message: string) => void;
}

/** A cool-down of ten minutes makes two letters of an alert: so many are those of a night that went wrong. */
const MOST_WAITING = 64;

interface Waiting {
  readonly letter: Letter;
  readonly onSettled: (settled: Settled) => void;
}

export class Courier {
  readonly #options: CourierOptions;
  readonly #waiting: Waiting[] = [];
  #turn: Promise<void> = Promise.resolve();

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  bring(letter: Letter, onSettled: (settled: Settled) => void): void {
    if (this.#waiting.length >= MOST_WAITING) {
      onSettled({ state: 'failed', attempts: 0, why: `${MOST_WAITING} others wait before it` });
      return;
    }
    this.#waiting.push({ letter, onSettled });
    if (this.#waiting.length === 1) this.#turn = this.#work();
  }

  /** All that waited is settled. */
  get idle(): Promise<void> {
    return this.#turn;
  }

  async #work(): Promise<void> {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      next.onSettled(await this.#deliver(next.letter));
      this.#waiting.shift();
    }
  }

  async #deliver(letter: Letter): Promise<Settled> {
    const { notifier, describes, post, monotonicMs, random = Math.random, onTrouble } = this.#options;
    const begunMs = monotonicMs();
    for (let attempts = 1; ; attempts += 1) {
      if (post.signal.aborted) return { state: 'failed', attempts: attempts - 1, why: ENDED };
      const attempt = await tell(notifier, letter, post);
      if (attempt.ok) return { state: 'delivered', attempts, why: null };
      if (!attempt.again) return { state: 'failed', attempts, why: attempt.why };
      const waitMs = retryDelayMs(attempts, monotonicMs() - begunMs, random(), attempt.askedMs);
      if (waitMs === null) return { state: 'failed', attempts, why: attempt.why };
      if (post.signal.aborted) return { state: 'failed', attempts, why: `${attempt.why}; ${ENDED}` };
      onTrouble(
        `${describes} was not reached (${attempt.why}), attempt ${attempts}; again in ${Math.ceil(waitMs / 1000)} s`,
      );
      // Aborted: the loop sees it.
      await delay(waitMs, null, { signal: post.signal }).catch(() => {});
    }
  }
}

const ENDED = 'soakd ended before it arrived';
