/** What the database's writer tells: in the log, and as a vital sign. */
import type { Log } from '../log/log.ts';
import { describeTrouble } from '../soak/store-trouble.ts';
import type { StoreWriter } from '../store/writer.ts';
import type { StoreTrouble } from '../store/writer-message.ts';
import type { Vitals } from './watchdog.ts';

const GOOD_NEWS: readonly StoreTrouble['kind'][] = ['recovered', 'disk-has-room'];

export class StoreWatch {
  readonly #log: Log;
  #toldMs = performance.now();

  constructor(log: Log) {
    this.#log = log;
  }

  hear(trouble: StoreTrouble): void {
    this.#toldMs = performance.now();
    this.#log[GOOD_NEWS.includes(trouble.kind) ? 'info' : 'error'](describeTrouble(trouble));
  }

  /** A writer that says why it cannot write is alive: that is told, and no reason to be restarted. */
  vitals(store: StoreWriter): Vitals['store'] {
    const silentMs = Math.min(store.sinceCommitMs, performance.now() - this.#toldMs);
    return { silentMs, waiting: store.waitingRecords };
  }
}
