/** Who follows the news of all runs. What goes wrong in one of them is nobody else's trouble, least of all a soak's. */
import type { News } from '../control/controlled.ts';

type Listener = (news: News) => void;

export class Listeners {
  readonly #listeners = new Set<Listener>();
  readonly #onTrouble: (message: string) => void;

  constructor(onTrouble: (message: string) => void) {
    this.#onTrouble = onTrouble;
  }

  /** Until `signal` is aborted. */
  add(listener: Listener, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
  }

  tell(news: News): void {
    for (const listener of this.#listeners) {
      try {
        listener(news);
      } catch (error) {
        this.#listeners.delete(listener);
        this.#onTrouble(`a listener failed: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}
