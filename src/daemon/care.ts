/**
 * Looks after the runs that have ended, a while after the start and every few hours, in a process of its own: it takes
 * memory and time that no soak should notice.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Log } from '../log/log.ts';
import { formatBytes } from '../plan/quantity/quantity.ts';
import type { RetentionPolicy } from '../retention/policy.ts';
import { siblingEnvironment, siblingModule } from '../sibling.ts';
import type { Health } from './health.ts';

export interface CareWork {
  readonly database: string;
  /** Where the output of each run's targets is, in a folder named by its id. */
  readonly logs: string;
  readonly policy: RetentionPolicy;
}

export type CareMessage =
  | {
      readonly kind: 'step';
      readonly action: 'thin' | 'delete';
      readonly run: string;
      readonly name: string;
      readonly why: string;
    }
  | { readonly kind: 'done'; readonly isOverLimit: boolean; readonly freedBytes: number }
  | { readonly kind: 'failed'; readonly message: string };

export interface CaretakerOptions {
  readonly database: string;
  readonly logs: string;
  /** As it stands when it is time. */
  readonly policy: () => RetentionPolicy;
  readonly log: Log;
  readonly health: Health;
}

/** A soakd that crashes at once again and again spends no time on this. */
const FIRST_MS = 10 * 60_000;
/** What is to be done is measured in days. */
const EVERY_MS = 6 * 3_600_000;

export class Caretaker implements AsyncDisposable {
  readonly #options: CaretakerOptions;
  #timer: NodeJS.Timeout;
  #child: ChildProcess | null = null;
  #working: Promise<void> | null = null;
  #closed = false;

  constructor(options: CaretakerOptions) {
    this.#options = options;
    this.#timer = this.#after(FIRST_MS);
  }

  /** Resolves when it is done, or could not be. */
  careNow(): Promise<void> {
    this.#working ??= this.#care().finally(() => {
      this.#working = null;
    });
    return this.#working;
  }

  async #care(): Promise<void> {
    const { database, logs, policy } = this.#options;
    let answered = false;
    const hear = (message: CareMessage): void => {
      if (message.kind !== 'step') answered = true;
      this.#hear(message);
    };
    try {
      const child = fork(siblingModule('./care-process', import.meta.url), { env: siblingEnvironment() });
      this.#child = child;
      child.on('message', hear);
      child.send({ database, logs, policy: policy() } satisfies CareWork, () => {});
      await once(child, 'close');
      if (!answered && !this.#closed) hear({ kind: 'failed', message: 'its process ended' });
    } catch (error) {
      hear({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
    this.#child = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    this.#closed = true;
    // Cut off anywhere, it is done the next time.
    this.#child?.kill('SIGKILL');
    await this.#working;
  }

  #after(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.#timer = this.#after(EVERY_MS);
      void this.careNow();
    }, ms);
  }

  #hear(message: CareMessage): void {
    const { log, health } = this.#options;
    switch (message.kind) {
      case 'step': {
        const done = message.action === 'thin' ? 'gives its samples for their minutes' : 'is deleted';
        log.info(`${message.name} ${done}: ${message.why}`, { run: message.run });
        return;
      }
      case 'done':
        if (message.freedBytes > 0) log.info(`the database is ${formatBytes(message.freedBytes)} smaller`);
        health.mend('retention', 'what retention asks for could be done again');
        if (message.isOverLimit)
          health.ail(
            'size',
            'the database is larger than retention.maxSize, and all that is left is to be kept',
          );
        else health.mend('size', 'the database is no larger than retention.maxSize again');
        return;
      case 'failed':
        health.ail('retention', `what retention asks for could not be done: ${message.message}`);
        return;
      default:
        message satisfies never;
    }
  }
}
