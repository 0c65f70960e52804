/** Tells once that processes of a target were stopped, and when they go on: a target that stands still is no slow one. */
import type { TargetReading, Tick } from '../sample/sample.ts';

export interface ConditionObserver {
  stopped(target: number, text: string): void;
  /** `afterMs`: as far as ticks can tell. */
  continued(target: number, text: string, afterMs: number): void;
}

export class TargetConditions {
  readonly #observer: ConditionObserver;
  /** By target: since when, and which of its lives. */
  readonly #stopped = new Map<number, { readonly sinceMs: number; readonly generation: number }>();

  constructor(observer: ConditionObserver) {
    this.#observer = observer;
  }

  see({ monoMs, targets }: Pick<Tick, 'monoMs' | 'targets'>): void {
    for (const reading of targets) this.#see(reading, monoMs);
  }

  #see({ target, generation, state, stopped, processes }: TargetReading, monoMs: number): void {
    const known = this.#stopped.get(target);
    if (known !== undefined && (state === 'gone' || known.generation !== generation)) {
      this.#stopped.delete(target);
      if (state === 'gone') return;
    }
    const since = this.#stopped.get(target);
    if (stopped > 0 && since === undefined) {
      this.#stopped.set(target, { sinceMs: monoMs, generation });
      const who = processes === 1 ? '' : `${stopped} of ${processes} processes `;
      this.#observer.stopped(target, `${who}stopped by a signal or a debugger (state T)`);
    }
    if (stopped === 0 && since !== undefined) {
      this.#stopped.delete(target);
      this.#observer.continued(target, 'goes on', monoMs - since.sinceMs);
    }
  }
}
