/** Plan time is observed time: what soakd slept through or stood still for does not count. */
export class ObservedTime {
  #beganMs: number | null = null;
  #lostMs = 0;

  /** `atMs` on the run's clock: targets are ready, the load begins. */
  begin(atMs: number): void {
    this.#beganMs = atMs;
  }

  lose(durationMs: number): void {
    this.#lostMs += durationMs;
  }

  /** Observed milliseconds up to `nowMs`; 0 before the begin. */
  until(nowMs: number): number {
    return this.#beganMs === null ? 0 : Math.max(nowMs - this.#beganMs - this.#lostMs, 0);
  }
}
