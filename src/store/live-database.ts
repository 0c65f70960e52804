/**
 * The open database of the writer thread, which outlives its file: a damaged file is set aside and replaced by a fresh
 * one, a deleted or moved one is written anew. What could be read of the runs under way goes on in the new file.
 */
import { rmSync, statSync } from 'node:fs';
import { leaveOpenForReaders } from './audience.ts';
import { copyLedger, copyRuns, hasOthers } from './copy-runs.ts';
import { openForWriting } from './database.ts';
import { firstFault } from './examine.ts';
import { identify } from './identify.ts';
import { prepareInserts } from './insert.ts';
import { LedgerMemory } from './ledger-memory.ts';
import { openSound } from './open-sound.ts';
import type { StoreRecord } from './record.ts';
import { replaceDamaged } from './replace-damaged.ts';
import type { RequestOf, TransactionKind } from './request.ts';
import { RunMemory } from './run-memory.ts';
import { freeName } from './set-aside.ts';
import type { Connection } from './sqlite.ts';
import type { StoreTrouble } from './trouble.ts';
import { companionsOf, type FileId, fileIdOf, writeAnew } from './write-anew.ts';
import type { Examine } from './writer-message.ts';

export class LiveDatabase {
  #file: string;
  #connection: Connection;
  #fileId: FileId | null;
  /** Of -wal and -shm, which are found by name alone. */
  #companionIds: readonly (FileId | null)[];
  #insert: (record: StoreRecord) => void;
  /** The runs that were written to go wherever this goes. */
  readonly #memory = new RunMemory();
  readonly #ledger = new LedgerMemory();
  readonly #tell: (trouble: StoreTrouble) => void;

  static async open(
    file: string,
    examine: Examine,
    tell: (trouble: StoreTrouble) => void,
  ): Promise<LiveDatabase> {
    return new LiveDatabase(file, await openSound(file, examine, tell), tell);
  }

  private constructor(file: string, connection: Connection, tell: (trouble: StoreTrouble) => void) {
    this.#file = file;
    this.#connection = connection;
    this.#fileId = fileIdOf(file);
    this.#companionIds = companionsOf(file).map(fileIdOf);
    this.#insert = prepareInserts(connection);
    this.#tell = tell;
  }

  get connection(): Connection {
    return this.#connection;
  }

  get logBytes(): number {
    return statSync(`${this.#file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Within a transaction. */
  insert(record: StoreRecord): void {
    this.#insert(record);
    this.#memory.see(this.#connection, record);
  }

  /** Was answered, and committed. */
  remember(request: RequestOf<TransactionKind>): void {
    this.#ledger.see(request);
  }

  /** As far as readers and the disk let it. The answer is what is wrong with the file then: its end was cut off, say. */
  moveLogIntoFile(): string | null {
    const [moved] = this.#connection.pragma('wal_checkpoint(PASSIVE)') as {
      busy: number;
      log: number;
      checkpointed: number;
    }[];
    // What is still in the log, because of a reader or of another that moves it just now, is no part of the file yet.
    if (moved === undefined || moved.busy !== 0 || moved.log !== moved.checkpointed) return null;
    const pages = Number(this.#connection.pragma('page_count', { simple: true }));
    const pageBytes = Number(this.#connection.pragma('page_size', { simple: true }));
    const bytes = statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0;
    // Or another soakd wrote in between, and all is well.
    return bytes < pages * pageBytes ? firstFault(this.#connection) : null;
  }

  /** After a fault was met. */
  async replace(why: string): Promise<void> {
    if (await this.follow()) return;
    const old = this.#connection;
    const { connection, aside } = await replaceDamaged(this.#file, old, this.#memory.runs, (fresh) => {
      this.#memory.restore(fresh);
      this.#ledger.restore(fresh);
    });
    this.#goOnWith(this.#file, fileIdOf(this.#file), connection);
    this.#tell({ kind: 'damaged', message: why, aside });
  }

  /** true: it was damaged, and another one is in its place now. */
  async examine(): Promise<boolean> {
    const fault = firstFault(this.#connection);
    if (fault !== null) await this.replace(fault);
    return fault !== null;
  }

  /** What can be seen from outside, at no cost. */
  isOverwritten(): boolean {
    // Twice, since another soakd may be writing it just now.
    return !isStillOurs(this.#file) && !isStillOurs(this.#file);
  }

  /** Goes where its file should be when the one that is open is no longer there. false: it is. */
  async follow(): Promise<boolean> {
    const there = fileIdOf(this.#file);
    if (there !== null && there === this.#fileId) return false;
    this.#removeCompanions();
    if (there === null) {
      await this.#writeAnew(this.#file, `${this.#file} was deleted or moved`);
    } else if (!(await this.#join(there))) {
      await this.#writeAnew(
        freeName(this.#file, 'rescued'),
        `another file was put in the place of ${this.#file}`,
      );
    }
    return true;
  }

  close(): void {
    try {
      // Another run that writes now need not be waited for: the last one to close empties the log.
      this.#connection.pragma('busy_timeout = 100');
      this.#connection.pragma('wal_checkpoint(TRUNCATE)');
    } catch {
      // The log stays and is read again at the next open.
    }
    this.#connection.close();
    leaveOpenForReaders(this.#file);
  }

  async #writeAnew(file: string, message: string): Promise<void> {
    const written = await writeAnew(this.#connection, file);
    this.#goOnWith(file, written, await openForWriting(file));
    this.#tell({ kind: 'displaced', message, file });
  }

  /** Another soakd may have written it anew before, or a copy was put back. false: it is none of ours. */
  async #join(there: FileId): Promise<boolean> {
    let other: Connection;
    try {
      other = await openForWriting(this.#file);
    } catch {
      return false;
    }
    const { runs } = this.#memory;
    if (hasOthers(this.#connection, other, runs)) {
      other.close();
      return false;
    }
    other
      .transaction(() => {
        copyRuns(this.#connection, other, runs);
        copyLedger(this.#connection, other);
      })
      .immediate();
    this.#goOnWith(this.#file, there, other);
    this.#tell({ kind: 'displaced', message: `${this.#file} was replaced`, file: this.#file });
    return true;
  }

  /**
   * `fileId`: what stood there before the connection was opened. Has it been exchanged since, the next look finds another.
   * SQLite sees that the old file is no longer there, and leaves what is beside the new one alone when it closes.
   */
  #goOnWith(file: string, fileId: FileId | null, connection: Connection): void {
    this.#connection.close();
    this.#file = file;
    this.#connection = connection;
    this.#fileId = fileId;
    this.#companionIds = companionsOf(file).map(fileIdOf);
    this.#insert = prepareInserts(connection);
  }

  /**
   * A connection to another file of the same name would take the log of the one that is open for its own, and empty its
   * index, which is mapped into this process. Those of a new file, which another soakd may have written, stay.
   */
  #removeCompanions(): void {
    for (const [at, companion] of companionsOf(this.#file).entries())
      if (fileIdOf(companion) === this.#companionIds[at]) rmSync(companion, { force: true });
  }
}

function isStillOurs(file: string): boolean {
  try {
    return identify(file) === 'soakd';
  } catch (error) {
    // Where it cannot even be read, nothing is known.
    return error instanceof Error && error.cause !== undefined;
  }
}
