/** Stops what keeps failing for a while, then lets one through to see. Pure: times are given. */
import type { BreakerPlan } from '../../plan/operation/client-policy.ts';

export class CircuitBreaker {
  readonly #plan: BreakerPlan;
  #failedInARow = 0;
  /** null: closed, all go through. */
  #openUntilMs: number | null = null;
  #probing = false;

  constructor(plan: BreakerPlan) {
    this.#plan = plan;
  }

  /** Whether one that begins now may be sent; the first after the pause is the one that decides. */
  admits(nowMs: number): boolean {
    if (this.#openUntilMs === null) return true;
    if (this.#probing || nowMs < this.#openUntilMs) return false;
    this.#probing = true;
    return true;
  }

  /** One that was sent has ended. true: now none is sent for a while. */
  ended(failed: boolean, nowMs: number): boolean {
    this.#probing = false;
    if (!failed) {
      this.#failedInARow = 0;
      this.#openUntilMs = null;
      return false;
    }
    this.#failedInARow++;
    if (this.#failedInARow < this.#plan.failures) return false;
    const opens = this.#openUntilMs === null || nowMs >= this.#openUntilMs;
    if (opens) this.#openUntilMs = nowMs + this.#plan.forMs;
    return opens;
  }
}
