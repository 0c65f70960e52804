/**
 * Room put by on the disk of the database, for when the disk is full: a file of real blocks beside it. SQLite needs room
 * even to delete, to empty its log and to close; and a soak needs little to go on all night.
 */
import { randomFillSync } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Some 200,000 rows: hours of most soaks. */
const WHOLE_BYTES = 16 * 1024 * 1024;
/** Of a small disk: an eighth of it … */
const DISK_SHARE = 8;
/** … and nothing of one that has not four times as much left: putting by must not be what fills it. */
const ROOM = 4;
/** What is left for the end of a run, its verdicts and events, when the rest is used up. */
const LAST_SHARE = 4;
const CHUNK_BYTES = 1024 * 1024;

export class Ballast {
  readonly #path: string;
  #bytes = 0;
  /** What is left is for the end. */
  #isLast = false;

  constructor(file: string) {
    this.#path = `${file}-ballast`;
    // What a soakd left that was killed, on a disk that may be full by now.
    this.#bytes = this.#bytesThere;
  }

  /** true when there is as much as there should be. Never throws: soakd works without it, too. */
  fill(): boolean {
    try {
      const { bsize, blocks, bavail } = statfsSync(dirname(this.#path));
      // Another soakd that shares the database may have ended, and taken it along.
      this.#bytes = Math.min(this.#bytes, this.#bytesThere);
      const wantedBytes = Math.floor(Math.min(WHOLE_BYTES, (bsize * blocks) / DISK_SHARE));
      if (this.#bytes < wantedBytes && bsize * bavail >= wantedBytes * ROOM) this.#write(wantedBytes);
      return this.#bytes >= wantedBytes;
    } catch {
      return false;
    }
  }

  /** Gives room back: at first most of it; the rest only when that is `urgent`. null: there is none to give. */
  spend(urgent: boolean): { readonly bytes: number } | null {
    if (this.#bytes === 0 || (this.#isLast && !urgent)) return null;
    const keptBytes = this.#isLast ? 0 : Math.floor(this.#bytes / LAST_SHARE);
    try {
      if (keptBytes === 0) this.remove();
      else this.#truncate(keptBytes);
    } catch {
      return null;
    }
    const bytes = this.#bytes - keptBytes;
    this.#bytes = keptBytes;
    this.#isLast = keptBytes > 0;
    return { bytes };
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }

  get #bytesThere(): number {
    return lstatSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Random bytes: a file system that compresses would keep no room for zeros. */
  #write(wantedBytes: number): void {
    const { O_CREAT, O_RDWR, O_NOFOLLOW } = constants;
    const descriptor = openSync(this.#path, O_CREAT | O_RDWR | O_NOFOLLOW, 0o600);
    try {
      const chunk = randomFillSync(Buffer.alloc(Math.min(CHUNK_BYTES, wantedBytes)));
      // Another soakd that shares the database may have made it.
      let at = fstatSync(descriptor).size;
      while (at < wantedBytes)
        at += writeSync(descriptor, chunk, 0, Math.min(chunk.length, wantedBytes - at), at);
      this.#bytes = wantedBytes;
      this.#isLast = false;
    } catch (error) {
      ftruncateSync(descriptor, this.#bytes);
      throw error;
    } finally {
      closeSync(descriptor);
    }
  }

  #truncate(bytes: number): void {
    const descriptor = openSync(this.#path, constants.O_RDWR | constants.O_NOFOLLOW);
    try {
      ftruncateSync(descriptor, bytes);
    } finally {
      closeSync(descriptor);
    }
  }
}
