/** The way into the database: records go to the writer thread in batches and are kept here until they are committed. */
import { Worker } from 'node:worker_threads';
import { EXIT, SoakdError } from '../error.ts';
import { siblingEnvironment, siblingModule } from '../sibling.ts';
import { Backlog } from './backlog.ts';
import type { DaemonClaim, LivingDaemon } from './daemon-claim.ts';
import { Degradation } from './degradation.ts';
import { Flushes } from './flushes.ts';
import type { Owner } from './owner.ts';
import { PendingRequests } from './pending-requests.ts';
import type { StoreRecord } from './record.ts';
import type { RequestKind, Requests } from './request.ts';
import type { NewRun } from './run-record.ts';
import type { NewestSlots, SlotDecision, SlotQuery } from './slot.ts';
import type { Examine, FromThread, StoreTrouble, ThreadOptions } from './writer-message.ts';
import { WriterThreadOwner } from './writer-thread-owner.ts';

export interface StoreWriterOptions {
  readonly onTrouble?: (trouble: StoreTrouble) => void;
  /** The most records kept while nothing can be written; some 300 bytes each. */
  readonly capacity?: number;
  /** A batch is committed this long after its first record, or earlier when it is full. */
  readonly commitEveryMs?: number;
  /** Default: its pages are checked only where there is a reason to. */
  readonly examine?: Examine;
  /** Between two looks at the file and its disk. */
  readonly checkUpEveryMs?: number;
}

/** Small enough that handing it over holds up the caller for less than a millisecond. */
const BATCH_RECORDS = 500;
/** Rows that go to a deleted file are not lost before the next look, unless soakd is killed by then. */
const CHECK_UP_EVERY_MS = 5000;
/** One transaction of a batch takes a few MB; without a limit a runaway would take the machine's memory. */
const THREAD_HEAP_MB = 256;

/**
 * Makes the database where there is none, and in the place of one that is damaged. Rejects with a SoakdError for a file
 * that is not soakd's, or newer.
 */
export async function openStoreWriter(file: string, options: StoreWriterOptions = {}): Promise<StoreWriter> {
  const workerData: ThreadOptions = {
    file,
    examine: options.examine ?? 'when-suspect',
    checkUpEveryMs: options.checkUpEveryMs ?? CHECK_UP_EVERY_MS,
  };
  const start = () =>
    new Worker(siblingModule('./writer-thread', import.meta.url), {
      workerData,
      env: siblingEnvironment(),
      // Closing a descriptor of the database would drop the locks of every connection to it (see identify.ts).
      trackUnmanagedFds: false,
      // Rows die young: a small young generation keeps soakd small.
      resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: THREAD_HEAP_MB },
    });
  const writer = new StoreWriter(start, options);
  await writer.opened;
  return writer;
}

export class StoreWriter {
  /** Rejects with a SoakdError when the file cannot be used. */
  readonly opened: Promise<void>;
  readonly #thread: WriterThreadOwner;
  readonly #onTrouble: (trouble: StoreTrouble) => void;
  readonly #commitEveryMs: number;
  readonly #backlog: Backlog;
  readonly #degradation = new Degradation();
  readonly #requests: PendingRequests;
  readonly #flushes: Flushes;
  #timer: NodeJS.Timeout | null = null;
  #committing = false;
  #dropping = false;
  #lastCommit = performance.now();
  #ended: SoakdError | null = null;

  constructor(start: () => Worker, options: StoreWriterOptions) {
    this.#onTrouble = options.onTrouble ?? (() => {});
    this.#commitEveryMs = options.commitEveryMs ?? 200;
    this.#backlog = new Backlog(options.capacity ?? 50_000);
    this.#flushes = new Flushes(() => this.#overdue());
    this.#requests = new PendingRequests((number, request) =>
      this.#thread.post({ kind: 'request', number, request }),
    );
    this.#thread = new WriterThreadOwner(start, {
      heard: (message) => this.#hear(message),
      lost: (reason) => this.#lost(reason),
      refused: (message) => this.#trouble({ kind: 'failing', message, sinceMs: this.sinceCommitMs }),
      reopened: () => this.#reopened(),
      failed: (reason) => this.#fail(reason),
    });
    this.opened = this.#thread.opened;
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

  /** Why not all is as it should be, for a status; null: it is. */
  get degraded(): string | null {
    const why = this.#degradation.why;
    if (why === null || this.#backlog.dropped === 0) return why;
    return `${why}; ${this.#backlog.dropped} records had to be dropped`;
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

  /** Looks at every page, 3 s a GB; when some reader failed. true: it was damaged, and another one is in its place now. */
  examine(): Promise<boolean> {
    return this.#ask('examine', null);
  }

  /** Never waits and never throws. */
  write(record: StoreRecord): void {
    if (!this.#backlog.add(record) && !this.#dropping) {
      this.#dropping = true;
      this.#trouble({ kind: 'dropping' });
    }
    if (this.#ended !== null || this.#committing) return;
    if (this.#backlog.size >= BATCH_RECORDS) this.#commit();
    else this.#timer ??= setTimeout(() => this.#commit(), this.#commitEveryMs);
  }

  /** Resolves when everything written so far is committed; rejects when that takes longer, or never will be. */
  flush(withinMs = 30_000): Promise<void> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    const mark = this.#backlog.mark();
    if (this.#backlog.hasCommitted(mark)) return Promise.resolve();
    const flushed = this.#flushes.add(mark, withinMs);
    this.#thread.post({ kind: 'urgent' });
    if (!this.#committing) this.#commit();
    return flushed;
  }

  /** Commits what is left, empties the log and ends the thread. Rejects, with the thread ended, when that cannot be. */
  async close(withinMs = 10_000): Promise<void> {
    try {
      await this.flush(withinMs);
      this.#thread.post({ kind: 'close' });
      await this.#thread.exited;
    } finally {
      this.closeAtOnce();
      await this.#thread.exited;
    }
  }

  /** Ends the thread now: what is not committed is lost. */
  closeAtOnce(): void {
    this.#stop(closed());
    this.#thread.terminate();
  }

  #commit(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#ended !== null || this.#backlog.size === 0 || !this.#thread.isOpen) return;
    this.#committing = true;
    this.#thread.post({ kind: 'batch', records: this.#backlog.take(BATCH_RECORDS) });
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
        this.#trouble(message.trouble);
        return;
      case 'closed':
        this.#stop(closed());
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
    this.#degradation.committed();
    this.#backlog.settle();
    this.#flushes.settle((mark) => this.#backlog.hasCommitted(mark));
    const { size } = this.#backlog;
    if (this.#flushes.any || size >= BATCH_RECORDS) this.#commit();
    else if (size > 0) this.#timer ??= setTimeout(() => this.#commit(), this.#commitEveryMs);
  }

  #trouble(trouble: StoreTrouble): void {
    this.#degradation.see(trouble);
    this.#onTrouble(trouble);
  }

  #lost(reason: string): void {
    this.#committing = false;
    this.#backlog.release();
    const message = `the database's writer thread failed (${reason}); another one takes over, and nothing is lost`;
    this.#trouble({ kind: 'restarted', message });
  }

  #reopened(): void {
    this.#requests.sendAgain();
    if (this.#flushes.any) this.#thread.post({ kind: 'urgent' });
    this.#commit();
  }

  #fail(reason: string): void {
    if (this.#ended !== null) return;
    const message = `the database's writer thread failed: ${reason}`;
    this.#stop(new SoakdError(message, { exitCode: EXIT.internal }));
    this.#trouble({ kind: 'crashed', message });
  }

  #stop(why: SoakdError): void {
    if (this.#ended !== null) return;
    this.#ended = why;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#flushes.rejectAll(why);
    this.#requests.rejectAll(why);
  }

  #overdue(): SoakdError {
    const reason = this.#degradation.failure ?? 'its disk is too slow';
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
}

function closed(): SoakdError {
  return new SoakdError('the database was closed', { exitCode: EXIT.internal });
}
