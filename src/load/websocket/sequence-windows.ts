/**
 * What each subscription has received of the numbered messages of its channel, in memory that depends on how many
 * subscriptions there are and on nothing else: the greatest number, and which of those just before it have come.
 */

/** How far behind the greatest number one may still be told from one that has come before. A power of two. */
export const WINDOW = 256;
const WORDS = WINDOW / 32;

/**
 * `next`: the one after the last, or a later one: those between may come yet. `late`: a later one came before it.
 * `again`: it had come. `unknown`: so far behind that it cannot be told, or sent before the subscription began.
 */
export type Arrival = 'next' | 'late' | 'again' | 'unknown';

export class SequenceWindows {
  readonly #greatest: Float64Array;
  /** The first number that is expected. */
  readonly #first: Float64Array;
  readonly #received: Uint32Array;

  constructor(subscriptions: number) {
    this.#greatest = new Float64Array(subscriptions);
    this.#first = new Float64Array(subscriptions);
    this.#received = new Uint32Array(subscriptions * WORDS);
  }

  /** From the message `number` on, all are expected. */
  begin(subscription: number, number: number): void {
    this.#first[subscription] = number;
    this.#greatest[subscription] = number - 1;
  }

  arrive(subscription: number, number: number): Arrival {
    const greatest = this.#greatest[subscription] ?? 0;
    if (number > greatest) {
      this.#advance(subscription, greatest, number);
      return 'next';
    }
    if (number < (this.#first[subscription] ?? 0) || number <= greatest - WINDOW) return 'unknown';
    if (this.has(subscription, number)) return 'again';
    this.#set(subscription, number);
    return 'late';
  }

  /** Whether the message has come; of one too far behind, true. */
  has(subscription: number, number: number): boolean {
    const greatest = this.#greatest[subscription] ?? 0;
    if (number > greatest) return false;
    if (number < (this.#first[subscription] ?? 0) || number <= greatest - WINDOW) return true;
    const word = this.#received[this.#wordOf(subscription, number)] ?? 0;
    return (word & (1 << (number & 31))) !== 0;
  }

  /** The places between are free for the numbers that were not received. */
  #advance(subscription: number, greatest: number, number: number): void {
    if (number - greatest >= WINDOW) this.#received.fill(0, subscription * WORDS, (subscription + 1) * WORDS);
    else for (let between = greatest + 1; between < number; between++) this.#clear(subscription, between);
    this.#greatest[subscription] = number;
    this.#set(subscription, number);
  }

  #set(subscription: number, number: number): void {
    const at = this.#wordOf(subscription, number);
    this.#received[at] = (this.#received[at] ?? 0) | (1 << (number & 31));
  }

  #clear(subscription: number, number: number): void {
    const at = this.#wordOf(subscription, number);
    this.#received[at] = (this.#received[at] ?? 0) & ~(1 << (number & 31));
  }

  #wordOf(subscription: number, number: number): number {
    return subscription * WORDS + Math.floor((number % WINDOW) / 32);
  }
}
