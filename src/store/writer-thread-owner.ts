/** The writer's thread: started, and started again when it crashes, a few times. */
import type { Worker } from 'node:worker_threads';
import { SoakdError } from '../error.ts';
import type { FromThread, ToThread } from './writer-message.ts';

/** A thread that crashes more often does so for a reason that the next one will meet, too. */
const CRASHES = { most: 5, withinMs: 600_000 };
/** The first takes over at once; from then on what it crashed of, such as memory, gets some time to pass. */
const PAUSE_MS = 1000;
/** A thread that cannot be started or a file that cannot be opened again, as when there is no descriptor left. */
const REFUSED_PAUSE_MS = 5000;
/** Told at first and every 30 s. */
const TRIES_PER_WORD = 6;

export interface ThreadListener {
  /** Everything but `opened` and `refused`. */
  heard(message: FromThread): void;
  /** It ended by itself, and another one will take over: what was posted and not answered may be done or not. */
  lost(reason: string): void;
  /** The one that took over cannot use the file; it is tried again. */
  refused(reason: string): void;
  /** One that takes over is ready. */
  reopened(): void;
  /** It ended by itself too often. */
  failed(reason: string): void;
}

export class WriterThreadOwner {
  /** Rejects with a SoakdError when the file cannot be used. */
  readonly opened: Promise<void>;
  /** The thread has ended and none will take over. */
  readonly exited: Promise<void>;
  readonly #start: () => Worker;
  readonly #listener: ThreadListener;
  readonly #opening = Promise.withResolvers<void>();
  readonly #exiting = Promise.withResolvers<void>();
  #worker: Worker;
  #isOpen = false;
  #wasOpen = false;
  #isEnding = false;
  #refusal: SoakdError | null = null;
  #crashedMs: number[] = [];
  /** In a row that came to nothing. */
  #tries = 0;
  #takeover: NodeJS.Timeout | undefined;

  constructor(start: () => Worker, listener: ThreadListener) {
    this.#start = start;
    this.#listener = listener;
    this.opened = this.#opening.promise;
    this.opened.catch(() => undefined);
    this.exited = this.#exiting.promise;
    this.#worker = this.#launch();
  }

  /** What is posted while it is not open is lost. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  post(message: ToThread): void {
    if (message.kind === 'close') this.#isEnding = true;
    if (this.#isOpen) this.#worker.postMessage(message);
    else if (this.#isEnding) this.terminate();
  }

  /** Now, and for good. */
  terminate(): void {
    this.#isEnding = true;
    if (this.#takeover !== undefined) this.#exiting.resolve();
    clearTimeout(this.#takeover);
    void this.#worker.terminate();
  }

  #launch(): Worker {
    const worker = this.#start();
    let failure = 'it ended';
    worker.on('message', (message: FromThread) => this.#hear(message));
    worker.on('error', (error) => {
      failure = messageOf(error);
    });
    worker.once('exit', () => this.#exited(failure));
    return worker;
  }

  #hear(message: FromThread): void {
    if (message.kind === 'refused') {
      this.#refusal = new SoakdError(message.message, message.hint === null ? {} : { hint: message.hint });
    } else if (message.kind !== 'opened') {
      this.#listener.heard(message);
    } else {
      this.#isOpen = true;
      this.#tries = 0;
      this.#opening.resolve();
      if (this.#wasOpen) this.#listener.reopened();
      this.#wasOpen = true;
    }
  }

  #exited(failure: string): void {
    const wasOpen = this.#isOpen;
    this.#isOpen = false;
    if (this.#isEnding) this.#exiting.resolve();
    else if (!this.#wasOpen) this.#giveUp(this.#refusal ?? new SoakdError(failure));
    else if (wasOpen) this.#recover(failure);
    else this.#tryLater(this.#refusal?.message ?? failure);
  }

  #recover(failure: string): void {
    const now = performance.now();
    this.#crashedMs = [...this.#crashedMs.filter((ms) => now - ms < CRASHES.withinMs), now];
    if (this.#crashedMs.length > CRASHES.most) {
      this.#giveUp(new SoakdError(failure));
      return;
    }
    this.#listener.lost(failure);
    this.#takeover = setTimeout(() => this.#takeOver(), PAUSE_MS * (this.#crashedMs.length - 1));
  }

  /** It could not even begin: what it lacks, such as a descriptor, others may let go. */
  #tryLater(why: string): void {
    if (this.#tries++ % TRIES_PER_WORD === 0) this.#listener.refused(why);
    this.#takeover = setTimeout(() => this.#takeOver(), REFUSED_PAUSE_MS);
  }

  #takeOver(): void {
    this.#takeover = undefined;
    this.#refusal = null;
    try {
      this.#worker = this.#launch();
    } catch (error) {
      this.#tryLater(messageOf(error));
    }
  }

  #giveUp(why: SoakdError): void {
    this.#isEnding = true;
    this.#opening.reject(why);
    this.#exiting.resolve();
    this.#listener.failed(why.message);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
