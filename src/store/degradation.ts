/** What of the store's troubles still holds, as one sentence for a status. */
import type { StoreTrouble } from './trouble.ts';

export class Degradation {
  #failure: string | null = null;
  #isFull = false;
  #isDropping = false;
  #isOver = false;

  /** Why nothing can be written now; null: it can. */
  get failure(): string | null {
    return this.#failure;
  }

  /** null: all is well. */
  get why(): string | null {
    if (this.#isOver) return 'nothing is written to the database any more';
    if (this.#failure !== null) {
      const kept = this.#isDropping ? 'the memory for samples is full' : 'samples are kept in memory';
      return `nothing can be written to the database (${this.#failure}); ${kept}`;
    }
    return this.#isFull ? 'the disk of the database is full' : null;
  }

  committed(): void {
    this.#failure = null;
    this.#isDropping = false;
  }

  see(trouble: StoreTrouble): void {
    switch (trouble.kind) {
      case 'failing':
        this.#failure = trouble.message;
        return;
      case 'disk-full':
        this.#isFull = true;
        return;
      case 'disk-has-room':
        this.#isFull = false;
        return;
      case 'dropping':
        this.#isDropping = true;
        return;
      case 'crashed':
        this.#isOver = true;
        return;
      case 'recovered':
      case 'rejected':
      case 'log-growing':
      case 'damaged':
      case 'displaced':
      case 'restarted':
        return;
      default:
        trouble satisfies never;
    }
  }
}
