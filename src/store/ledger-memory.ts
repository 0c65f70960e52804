/**
 * Whose the database is and which slots were decided on, so that no slot is started twice where nothing of it can be read
 * any more.
 */
import { answer, type RequestOf, type TransactionKind } from './request.ts';
import type { Connection } from './sqlite.ts';

type Request = RequestOf<TransactionKind>;

/** Of so many decisions the newest lie within any window in which a slot is caught up. */
const MOST = 200;

export class LedgerMemory {
  /** In the order they were made. */
  #decisions: Request[] = [];
  #claim: Request | null = null;

  see(request: Request): void {
    switch (request.kind) {
      case 'claim-slot':
      case 'settle-slot':
        this.#decisions = [...this.#decisions, request].slice(-MOST);
        return;
      case 'claim-daemon':
        this.#claim = request;
        return;
      case 'release-daemon':
        this.#claim = null;
        return;
      case 'create-run':
      case 'newest-slots':
        return;
      default:
        request.kind satisfies never;
    }
  }

  /** Within the caller's transaction: what stands there already stays. */
  restore(database: Connection): void {
    for (const request of this.#decisions) answer(database, { ...request, again: true });
    if (this.#claim !== null) answer(database, { ...this.#claim, again: true });
  }
}
