/**
 * Updates of a counter at the target, as many as were sent and as were acknowledged, against what the counter says:
 * updates that were acknowledged and are not in it are lost. While updates are under way, what is told is the least
 * that must have been lost.
 */
export class Ledger {
  #issued = 0;
  #acknowledged = 0;
  #lost = 0;
  /** What the counter said once, and how many updates may have been in that. */
  #base: { readonly value: number; readonly issued: number } | null = null;

  /** `from`: what the counter says before the first update; null: what the first look finds. */
  constructor(from: number | null) {
    if (from !== null) this.#base = { value: from, issued: 0 };
  }

  issue(): void {
    this.#issued++;
  }

  acknowledge(): void {
    this.#acknowledged++;
  }

  /** Before one asks what the counter says: what has to be in the answer. */
  look(): number {
    return this.#acknowledged;
  }

  /** The counter says `value`, in answer to who looked at `acknowledged`. How many are newly known to be lost. */
  audit(acknowledged: number, value: number): number {
    this.#base ??= { value, issued: this.#issued };
    const due = acknowledged - this.#base.issued;
    const newlyLost = Math.max(0, due - (value - this.#base.value) - this.#lost);
    this.#lost += newlyLost;
    return newlyLost;
  }
}
