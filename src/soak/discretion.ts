/**
 * Keeps the secrets of a run out of all that is told and stored of it. Nothing of soakd's own says them; but it quotes
 * the output of a target that does not start, and shows the command line of one that it found.
 */
import { SoakdError } from '../error.ts';
import { Redactor } from '../log/redactor.ts';
import type { StoreRecord } from '../store/record.ts';

export class Discretion {
  readonly #redactor = new Redactor();

  constructor(secrets: Iterable<string>) {
    this.#redactor.add(secrets);
  }

  text(text: string): string {
    return this.#redactor.redact(text);
  }

  /** Figures pass as they are. */
  record(record: StoreRecord): StoreRecord {
    if (record.kind === 'event') return { ...record, text: this.text(record.text) };
    if (record.kind === 'notification') {
      const why = record.why === null ? null : this.text(record.why);
      return { ...record, why, describes: this.text(record.describes), body: this.text(record.body) };
    }
    if (record.kind === 'fault')
      return { ...record, why: record.why === null ? null : this.text(record.why) };
    if (record.kind === 'failure-sample') {
      const hidden = (text: string | null): string | null => (text === null ? null : this.text(text));
      return { ...record, sent: hidden(record.sent), received: hidden(record.received) };
    }
    if (record.kind === 'snapshot') return { ...record, picture: this.text(record.picture) };
    if (record.kind !== 'generation') return record;
    const why = record.why === null ? null : this.text(record.why);
    return { ...record, command: this.text(record.command), why };
  }

  error(error: unknown): unknown {
    if (error instanceof SoakdError) {
      const { exitCode, hint } = error;
      return new SoakdError(this.text(error.message), {
        exitCode,
        ...(hint === null ? {} : { hint: this.text(hint) }),
      });
    }
    if (error instanceof Error) {
      error.message = this.text(error.message);
      if (error.stack !== undefined) error.stack = this.text(error.stack);
    }
    return error;
  }
}
