/**
 * The worst delay of this thread's event loop, by how late a steady timer fires. (perf_hooks' monitorEventLoopDelay
 * forgets the delay that is under way when it is reset, so it cannot tell the worst one since the last tick.)
 */

const PERIOD_MS = 25;

export class LoopDelay {
  readonly #nowMs: () => number;
  readonly #timer: NodeJS.Timeout;
  #firedMs: number;
  #worstMs = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#firedMs = nowMs();
    this.#timer = setInterval(() => this.#fired(), PERIOD_MS).unref();
  }

  /** The worst delay since the last call, in ms; understated by up to the period of 25 ms. */
  takeMs(): number {
    const nowMs = this.#nowMs();
    // A delay under way counts as far as it has come; the rest of it counts next time.
    const worstMs = Math.max(this.#worstMs, nowMs - this.#firedMs - PERIOD_MS);
    this.#firedMs = Math.max(this.#firedMs, nowMs - PERIOD_MS);
    this.#worstMs = 0;
    return worstMs;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #fired(): void {
    const nowMs = this.#nowMs();
    this.#worstMs = Math.max(this.#worstMs, nowMs - this.#firedMs - PERIOD_MS);
    this.#firedMs = nowMs;
  }
}
