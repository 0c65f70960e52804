/** Plan time is observed time: what soakd slept through, stood still for or was paused for does not count. */
export class ObservedTime {
  #beganMs: number | null = null;
  #lostMs = 0;
  #pausedMs: number | null = null;

  /** `atMs` on the run's clock: targets are ready, the load begins. `observedMs`: before, by an earlier soakd. */
  begin(atMs: number, observedMs = 0): void {
    this.#beganMs = atMs;
    this.#lostMs = -observedMs;
  }

  get paused(): boolean {
    return this.#pausedMs !== null;
  }

  /** Nothing can be lost of paused time. */
  lose(durationMs: number): void {
    if (!this.paused) this.#lostMs += durationMs;
  }

  pause(atMs: number): void {
    this.#pausedMs ??= atMs;
  }

  resume(atMs: number): void {
    if (this.#pausedMs !== null) this.#lostMs += atMs - this.#pausedMs;
    this.#pausedMs = null;
  }

  /** Observed milliseconds up to `nowMs`; 0 before the begin. */
  until(nowMs: number): number {
    if (this.#beganMs === null) return 0;
    return Math.max((this.#pausedMs ?? nowMs) - this.#beganMs - this.#lostMs, 0);
  }
}
