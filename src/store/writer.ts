/** The way into the database: records go to the writer thread in batches and are kept here until they are committed. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { EXIT, SoakdError } from '../error.ts';
import { siblingEnvironment, siblingModule } from '../sibling.ts';
import { Backlog } from './backlog.ts';
import type { DaemonClaim, LivingDaemon } from './daemon-claim.ts';
import type { Owner } from './owner.ts';
import { PendingRequests } from './pending-requests.ts';
import type { NewRun, StoreRecord } from './record.ts';
import type { RequestKind, Requests } from './request.ts';
import type { NewestSlots, SlotDecision, SlotQuery } from './slot.ts';
import type { FromThread, StoreTrouble, ToThread } from './writer-message.ts';

export interface StoreWriterOptions {
  readonly onTrouble?: (trouble: StoreTrouble) => void;
  /** The most records kept while nothing can be written; some 300 bytes each. */
  readonly capacity?: number;
  /** A batch is committed this long after its first record, or earlier when it is full. */
  readonly commitEveryMs?: number;
}

/** Small enough that handing it over holds up the caller for less than a millisecond. */
const BATCH_RECORDS = 500;

interface Flush {
  readonly through: number;
  resolve(): void;
  reject(error: SoakdError): void;
}

/** Makes the database where there is none. Rejects with a SoakdError for a file that is not soakd's, or newer. */
export async function openStoreWriter(file: string, options: StoreWriterOptions = {}): Promise<StoreWriter> {
  const worker = new Worker(siblingModule('./writer-thread', import.meta.url), {
    workerData: file,
    env: siblingEnvironment(),
    // Rows die young: a small young generation keeps soakd small.
    resourceLimits: { maxYoungGenerationSizeMb: 2 },
  });
  const answer = await firstMessage(worker);
  if (answer.kind === 'refused')
    throw new SoakdError(answer.message, answer.hint === null ? {} : { hint: answer.hint });
  return new StoreWriter(worker, options);
}

export class StoreWriter {
  readonly #worker: Worker;
  readonly #onTrouble: (trouble: StoreTrouble) => void;
  readonly #commitEveryMs: number;
  readonly #backlog: Backlog;
  readonly #requests: PendingRequests;
  #flushes: Flush[] = [];
  #timer: NodeJS.Timeout | null = null;
  #committing = false;
  #dropping = false;
  #troubleNow: string | null = null;
  #lastCommit = performance.now();
  #ended: SoakdError | null = null;
  readonly #exited: Promise<void>;

  constructor(worker: Worker, options: StoreWriterOptions) {
    this.#worker = worker;
    this.#onTrouble = options.onTrouble ?? (() => {});
    this.#commitEveryMs = options.commitEveryMs ?? 200;
    this.#backlog = new Backlog(options.capacity ?? 50_000);
    this.#requests = new PendingRequests((number, request) =>
      this.#post({ kind: 'request', number, request }),
    );
    worker.on('message', (message: FromThread) => this.#hear(message));
    worker.on('error', (error) => this.#end(error instanceof Error ? error.message : String(error)));
    this.#exited = new Promise((resolve) => {
      worker.once('exit', () => {
        this.#end('it ended');
        resolve();
      });
    });
  }

  /** Records that were dropped because nothing could be written for long. */
  get droppedRecords(): number {
    return this.#backlog.dropped;
  }

  /** Records not committed yet. */
  get waitingRecords(): number {
    return this.#backlog.size;
  }

  /** Milliseconds since the last commit; grows while there is nothing to write, too. */
  get sinceCommitMs(): number {
    return performance.now() - this.#lastCommit;
  }

  /** The row id of the new run, once it is committed. */
  createRun(newRun: NewRun): Promise<number> {
    return this.#ask('create-run', newRun);
  }

  /** Decides on a slot of a schedule, for good. false: it was decided on before. */
  claimSlot(slot: SlotDecision): Promise<boolean> {
    return this.#ask('claim-slot', { ...slot, decidedWallMs: Date.now() });
  }

  /** What became of a claimed slot; a run of null leaves the one that is there. false: it was never claimed. */
  settleSlot(slot: SlotDecision): Promise<boolean> {
    return this.#ask('settle-slot', slot);
  }

  /** Read by the writer's thread, so that a slow disk holds up nobody else. */
  newestSlots(query: SlotQuery): Promise<NewestSlots> {
    return this.#ask('newest-slots', query);
  }

  /** null: this process is the database's one daemon now. Else the living one. */
  claimDaemon(claim: DaemonClaim): Promise<LivingDaemon | null> {
    return this.#ask('claim-daemon', claim);
  }

  async releaseDaemon(owner: Owner): Promise<void> {
    await this.#ask('release-daemon', owner);
  }

  /** Never waits and never throws. */
  write(record: StoreRecord): void {
    if (!this.#backlog.add(record) && !this.#dropping) {
      this.#dropping = true;
      this.#onTrouble({ kind: 'dropping' });
    }
    if (this.#ended !== null || this.#committing) return;
    if (this.#backlog.size >= BATCH_RECORDS) this.#commit();
    else this.#timer ??= setTimeout(() => this.#commit(), this.#commitEveryMs);
  }

  /** Resolves when everything written so far is committed; rejects when that takes longer, or never will be. */
  flush(withinMs = 30_000): Promise<void> {
    const through = this.#backlog.accepted;
    if (this.#ended !== null) return Promise.reject(this.#ended);
    if (this.#backlog.settled >= through) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#flushes = this.#flushes.filter((other) => other !== flush);
        reject(this.#overdue());
      }, withinMs);
      const flush: Flush = {
        through,
        resolve: () => {
          clearTimeout(deadline);
          resolve();
        },
        reject: (error) => {
          clearTimeout(deadline);
          reject(error);
        },
      };
      this.#flushes.push(flush);
      if (!this.#committing) this.#commit();
    });
  }

  /** Commits what is left, empties the log and ends the thread. Rejects, with the thread ended, when that cannot be. */
  async close(withinMs = 10_000): Promise<void> {
    try {
      await this.flush(withinMs);
      this.#post({ kind: 'close' });
      await this.#exited;
    } finally {
      this.closeAtOnce();
      await this.#exited;
    }
  }

  /** Ends the thread now: what is not committed is lost. */
  closeAtOnce(): void {
    this.#stop(new SoakdError('the database was closed', { exitCode: EXIT.internal }));
    void this.#worker.terminate();
  }

  #commit(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#ended !== null || this.#backlog.size === 0) return;
    this.#committing = true;
    this.#post({ kind: 'batch', records: this.#backlog.take(BATCH_RECORDS) });
  }

  #hear(message: FromThread): void {
    switch (message.kind) {
      case 'committed':
        this.#committed();
        return;
      case 'answer':
        this.#requests.answer(message.number, message.answer);
        return;
      case 'no-answer':
        this.#requests.refuse(message.number, message.message);
        return;
      case 'trouble':
        if (message.trouble.kind === 'failing') this.#troubleNow = message.trouble.message;
        if (message.trouble.kind === 'recovered') this.#troubleNow = null;
        this.#onTrouble(message.trouble);
        return;
      case 'closed':
        this.#stop(new SoakdError('the database was closed', { exitCode: EXIT.internal }));
        return;
      case 'opened':
      case 'refused':
        return;
      default:
        message satisfies never;
    }
  }

  #committed(): void {
    this.#committing = false;
    this.#dropping = false;
    this.#lastCommit = performance.now();
    this.#backlog.settle();
    const { settled, size } = this.#backlog;
    for (const flush of this.#flushes) if (flush.through <= settled) flush.resolve();
    this.#flushes = this.#flushes.filter(({ through }) => through > settled);
    if (this.#flushes.length > 0 || size >= BATCH_RECORDS) this.#commit();
    else if (size > 0) this.#timer ??= setTimeout(() => this.#commit(), this.#commitEveryMs);
  }

  /** The thread ended by itself. */
  #end(reason: string): void {
    if (this.#ended !== null) return;
    const message = `the database's writer thread failed: ${reason}`;
    this.#stop(new SoakdError(message, { exitCode: EXIT.internal }));
    this.#onTrouble({ kind: 'crashed', message });
  }

  #stop(why: SoakdError): void {
    if (this.#ended !== null) return;
    this.#ended = why;
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const flush of this.#flushes) flush.reject(why);
    this.#flushes = [];
    this.#requests.rejectAll(why);
  }

  #overdue(): SoakdError {
    const reason = this.#troubleNow ?? 'its disk is too slow';
    return new SoakdError(`${this.#backlog.size} records could not be written to the database: ${reason}`, {
      exitCode: EXIT.internal,
      hint: 'Free space on its disk, or use --db on another one.',
    });
  }

  #ask<Kind extends RequestKind>(
    kind: Kind,
    given: Requests[Kind]['given'],
  ): Promise<Requests[Kind]['answer']> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    return this.#requests.ask(kind, given);
  }

  #post(message: ToThread): void {
    this.#worker.postMessage(message);
  }
}

async function firstMessage(worker: Worker): Promise<FromThread> {
  const answered = new AbortController();
  const { signal } = answered;
  try {
    return await Promise.race([
      once(worker, 'message', { signal }).then(([message]): FromThread => message),
      once(worker, 'exit', { signal }).then(([code]): never => {
        throw new Error(`the writer thread ended with code ${code}`);
      }),
    ]);
  } finally {
    answered.abort();
  }
}
