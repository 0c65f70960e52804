/**
 * Writes in transactions. Whatever fails is tried again until it works: a full disk, a locked file, a damaged one that is
 * replaced meanwhile.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Ballast } from './ballast.ts';
import type { LiveDatabase } from './live-database.ts';
import { type Connection, isDamage, sqliteCode } from './sqlite.ts';
import type { StoreTrouble } from './trouble.ts';

const RETRY_MS = { first: 50, longest: 5000 };
const TELL_EVERY_MS = 30_000;

export class Committer {
  readonly #database: LiveDatabase;
  readonly #ballast: Ballast;
  readonly #tell: (trouble: StoreTrouble) => void;
  /** Somebody waits for the next commit. */
  #urgent = false;
  /** The disk was full, and what is put by is not whole again. */
  #isFull = false;

  constructor(database: LiveDatabase, ballast: Ballast, tell: (trouble: StoreTrouble) => void) {
    this.#database = database;
    this.#ballast = ballast;
    this.#tell = tell;
  }

  hurry(): void {
    this.#urgent = true;
  }

  /** Puts room by again where there is some. */
  lookForRoom(): void {
    if (!this.#ballast.fill() || !this.#isFull) return;
    this.#isFull = false;
    this.#tell({ kind: 'disk-has-room' });
  }

  /** One immediate transaction. @throws what the written itself is to blame for */
  async commit<T>(write: (database: Connection) => T): Promise<T> {
    // Who waits for it will look for it where the file should be.
    if (this.#urgent) await this.#database.follow().catch(() => false);
    let failingSinceMs: number | null = null;
    let toldMs = Number.NEGATIVE_INFINITY;
    for (let waitMs = RETRY_MS.first; ; waitMs = Math.min(waitMs * 2, RETRY_MS.longest)) {
      try {
        const { connection } = this.#database;
        const result = connection.transaction(() => write(connection)).immediate();
        if (failingSinceMs !== null) {
          this.#tell({ kind: 'recovered', afterMs: performance.now() - failingSinceMs });
          this.lookForRoom();
        }
        this.#urgent = false;
        return result;
      } catch (error) {
        if (isTheWrittensFault(error)) throw error;
        if (await this.#helps(error)) continue;
        const now = performance.now();
        // Two runs that share a database meet now and then: no news.
        const busy = sqliteCode(error)?.startsWith('SQLITE_BUSY') === true && waitMs === RETRY_MS.first;
        if (!busy) failingSinceMs ??= now;
        if (failingSinceMs !== null && now - toldMs >= TELL_EVERY_MS) {
          this.#tell({ kind: 'failing', message: messageOf(error), sinceMs: now - failingSinceMs });
          toldMs = now;
        }
        await delay(waitMs);
      }
    }
  }

  /** Does something about it, after which it can be tried again at once. */
  async #helps(error: unknown): Promise<boolean> {
    try {
      if (isDamage(error)) {
        await this.#database.replace(messageOf(error));
        return true;
      }
      if (!isForWantOfRoom(error)) return false;
      const freed = this.#ballast.spend(this.#urgent);
      if (freed === null) return false;
      this.#isFull = true;
      this.#tell({ kind: 'disk-full', leftBytes: freed.bytes });
      this.#database.moveLogIntoFile();
      return true;
    } catch {
      // What helps needs room and descriptors, too: the first error is told, and all of it is tried again.
      return false;
    }
  }
}

/** One that no table takes, whatever the state of the disk. */
export function isTheWrittensFault(error: unknown): boolean {
  const code = sqliteCode(error);
  if (code === null) return true;
  return /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE)/.test(code);
}

/** A full disk shows as FULL in a write, and as an I/O error where SQLite makes the memory-mapped index of its log grow. */
export function isForWantOfRoom(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR_SHMSIZE|IOERR_WRITE|CANTOPEN)/.test(sqliteCode(error) ?? '');
}

export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = sqliteCode(error);
  return code === null ? error.message : `${error.message} (${code})`;
}
