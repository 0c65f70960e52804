/** A soak that is asked to rest: no load and no observed time, while its targets are sampled on. */
import { SoakdError } from '../error.ts';
import type { ObservedTime } from './observed-time.ts';
import type { Recorder } from './recorder.ts';
import type { SoakLoad } from './soak-load.ts';

export class Pausing {
  readonly #observed: ObservedTime;
  readonly #load: SoakLoad;
  readonly #recorder: Recorder;
  readonly #onFailed: (why: string) => void;
  /** On the run's clock. */
  #sinceMs = 0;

  /** `onFailed`: the load could not come on again. */
  constructor(
    parts: { readonly observed: ObservedTime; readonly load: SoakLoad; readonly recorder: Recorder },
    onFailed: (why: string) => void,
  ) {
    this.#observed = parts.observed;
    this.#load = parts.load;
    this.#recorder = parts.recorder;
    this.#onFailed = onFailed;
  }

  /** @throws SoakdError when it is paused */
  pause(): void {
    if (this.#observed.paused) throw new SoakdError('it is paused already');
    this.#sinceMs = this.#recorder.now();
    this.#observed.pause(this.#sinceMs);
    this.#recorder.event('pause', 'paused: the load rests');
    this.#follow(this.#load.pause());
  }

  /** @throws SoakdError unless it is paused */
  resume(): void {
    if (!this.#observed.paused) throw new SoakdError('it is not paused');
    const nowMs = this.#recorder.now();
    this.#observed.resume(nowMs);
    this.#recorder.event('resume', 'the pause is over', { durationMs: nowMs - this.#sinceMs });
    this.#follow(this.#load.resume(this.#observed.until(nowMs)));
  }

  /** What an earlier soakd was asked stands. */
  async goOn(sinceMs: number, nowMs: number): Promise<void> {
    this.#sinceMs = sinceMs;
    this.#observed.pause(nowMs);
    await this.#load.pause();
  }

  #follow(work: Promise<void>): void {
    work.catch((error: unknown) => this.#onFailed(error instanceof Error ? error.message : String(error)));
  }
}
