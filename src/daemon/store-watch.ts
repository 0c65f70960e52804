/** What the database's writer tells, as health and as a vital sign. */
import { describeTrouble } from '../soak/store-trouble.ts';
import type { StoreWriter } from '../store/writer.ts';
import type { StoreTrouble } from '../store/writer-message.ts';
import type { Health } from './health.ts';
import type { Vitals } from './watchdog.ts';

export class StoreWatch {
  readonly #health: Health;
  readonly #onMessage: (message: string) => void;
  #toldMs = performance.now();

  constructor(health: Health, onMessage: (message: string) => void) {
    this.#health = health;
    this.#onMessage = onMessage;
  }

  hear(trouble: StoreTrouble): void {
    this.#toldMs = performance.now();
    const message = describeTrouble(trouble);
    switch (trouble.kind) {
      case 'failing':
        this.#health.ail('database', message);
        return;
      case 'dropping':
        this.#health.ail('backlog', message);
        return;
      case 'crashed':
        this.#health.ail('writer', message);
        return;
      case 'recovered':
        this.#health.mend('backlog', 'samples are kept again');
        this.#health.mend('database', message);
        return;
      default:
        this.#onMessage(message);
    }
  }

  vitals(store: StoreWriter): Vitals['store'] {
    const silentMs = Math.min(store.sinceCommitMs, performance.now() - this.#toldMs);
    return { silentMs, waiting: store.waitingRecords };
  }
}
