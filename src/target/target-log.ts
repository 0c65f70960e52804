/**
 * The output of one target: `<name>.log`, mode 0600, opened by the target with O_APPEND, so that it goes on whatever
 * becomes of soakd and so that a truncated file is written on from its begin. `<name>.log.1` keeps the newest output
 * before that. The two together hold at most twice the limit, plus what is written between two checks.
 */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SoakdError } from '../error.ts';

const LIMIT_BYTES = 16 * 2 ** 20;
const CHUNK_BYTES = 2 ** 20;
const TAIL_BYTES = 4096;
const MODE = 0o600;

export class TargetLog {
  readonly path: string;
  readonly #keptPath: string;
  readonly #limitBytes: number;
  /** Bytes written before the first one of the file as it is now, and before the first one of what is kept. */
  #cutBytes = 0;
  #keptFrom = 0;

  /** `folder` belongs to one run. */
  constructor(folder: string, name: string, limitBytes = LIMIT_BYTES) {
    this.path = join(folder, `${name.replaceAll(/[^\w.-]|^\./g, '_')}.log`);
    this.#keptPath = `${this.path}.1`;
    this.#limitBytes = limitBytes;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    closeSync(this.openForTarget());
  }

  /** A descriptor to start a process with; the caller closes it. Never follows a link, never blocks on a FIFO. */
  openForTarget(): number {
    const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;
    try {
      const descriptor = openSync(this.path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, MODE);
      if (fstatSync(descriptor).isFile()) return descriptor;
      closeSync(descriptor);
      throw new Error('it is not a file');
    } catch (error) {
      throw new SoakdError(`cannot write the target's log ${this.path}: ${reasonOf(error)}`, {
        hint: 'Remove what is at that path, or let soakd write its data elsewhere with --db.',
        cause: error,
      });
    }
  }

  /** Where the next output will be, counted from when this log was opened first, rotations included. */
  position(): number {
    return this.#cutBytes + this.#size();
  }

  /** Up to 1 MiB of the output from `position` on; what is not kept any more is skipped. */
  read(position: number): { readonly bytes: Buffer; readonly next: number } {
    const inKept = Math.max(position, this.#keptFrom);
    if (inKept < this.#cutBytes) {
      const bytes = readRange(this.#keptPath, inKept - this.#keptFrom, CHUNK_BYTES);
      if (bytes.length > 0) return { bytes, next: inKept + bytes.length };
    }
    const from = Math.max(position, this.#cutBytes);
    const bytes = readRange(this.path, from - this.#cutBytes, CHUNK_BYTES);
    return { bytes, next: from + bytes.length };
  }

  /** The last lines written since `position`, at most `count`. */
  tail(position: number, count: number): string[] {
    const first = this.read(Math.max(position, this.position() - TAIL_BYTES));
    const text = Buffer.concat([first.bytes, this.read(first.next).bytes]).toString('utf8');
    return text.trimEnd().split('\n').slice(-count).filter(Boolean);
  }

  /**
   * Moves the output to `.1` where it is over the limit. What the target writes between the last copy and the
   * truncation, some microseconds, is lost. Should the copy fail (a full disk), the output is cut all the same.
   */
  async rotate(): Promise<void> {
    const size = this.#size();
    if (size <= this.#limitBytes) return;
    const keptFrom = this.#cutBytes + size - this.#limitBytes;
    this.#keptFrom = this.#cutBytes;
    const source = await open(this.path, 'r+');
    let kept: FileHandle | null = null;
    try {
      await rm(this.#keptPath, { force: true });
      kept = await open(this.#keptPath, 'wx', MODE);
      await this.#copy(source, kept, size - this.#limitBytes);
      this.#cut(source);
      this.#keptFrom = keptFrom;
    } catch {
      this.#cut(source);
      this.#keptFrom = this.#cutBytes;
      await rm(this.#keptPath, { force: true }).catch(() => {});
    } finally {
      await kept?.close();
      await source.close();
    }
  }

  /** Copies to the end, but no more than twice the limit, should the output grow faster than that. */
  async #copy(source: FileHandle, kept: FileHandle, from: number): Promise<void> {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    const end = from + 2 * this.#limitBytes;
    let at = from;
    for (let got = -1; got !== 0 && at < end; at += got) {
      got = (await source.read(buffer, 0, buffer.length, at)).bytesRead;
      await kept.write(buffer, 0, got);
    }
    // What came while that was awaited. After this the caller cuts without waiting for anything.
    for (let got = -1; got !== 0 && at < end; at += got) {
      got = readSync(source.fd, buffer, 0, buffer.length, at);
      writeSync(kept.fd, buffer, 0, got);
    }
  }

  #cut(source: FileHandle): void {
    this.#cutBytes += fstatSync(source.fd).size;
    ftruncateSync(source.fd, 0);
  }

  /** 0 when somebody removed the log: its target writes on into the file without a name. */
  #size(): number {
    return statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
  }
}

function readRange(path: string, from: number, length: number): Buffer {
  if (!existsSync(path)) return Buffer.alloc(0);
  const descriptor = openSync(path, constants.O_RDONLY);
  try {
    const buffer = Buffer.alloc(Math.min(length, Math.max(fstatSync(descriptor).size - from, 0)));
    return buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, from));
  } finally {
    closeSync(descriptor);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
