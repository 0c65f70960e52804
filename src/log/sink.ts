/**
 * Lines to a descriptor, in order, bounded in memory and in time: what the reader does not take waits up to a bound,
 * beyond it newer lines are dropped and counted. pino's own destination (sonic-boom 4.2) is not used: its flushSync
 * never returns on a full disk, and its exit never comes when a blocked pipe holds a thread.
 */
import { writeSync } from 'node:fs';

export interface SinkOptions {
  readonly descriptor: number;
  /** The most that waits. */
  readonly mostBytes: number;
  /** A line for the lines that were dropped, put where they would have stood. */
  readonly describeDropped: (lines: number) => string;
}

/** How soon a reader that was slow is tried again; a disk that was full is given longer. */
const RETRY_MS = { busy: 100, failed: 1000 } as const;
/** The lines of one write. */
const WRITE_BYTES = 65_536;
/** Between two tries while everything else waits. */
const FLUSH_PAUSE_MS = 5;

export class Sink {
  readonly #options: SinkOptions;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #dropped = 0;
  #droppedEver = 0;
  #retry: NodeJS.Timeout | undefined;
  #failure: string | null = null;

  constructor(options: SinkOptions) {
    this.#options = options;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  get droppedLines(): number {
    return this.#droppedEver;
  }

  /** Why nothing can be written, such as ENOSPC; null: it can, or the reader is only slow. */
  get failure(): string | null {
    return this.#failure;
  }

  /** Never waits and never throws. */
  write(line: string): void {
    const bytes = Buffer.from(line);
    const { mostBytes } = this.#options;
    // Once it is full, until it is half empty: one notice for many lines, not many for each short one that just fits.
    const bound = this.#dropped > 0 ? mostBytes / 2 : mostBytes;
    if (this.#waitingBytes + bytes.length > bound) {
      this.#dropped += 1;
      this.#droppedEver += 1;
      return;
    }
    this.#tellDropped();
    this.#queue(bytes);
    if (this.#retry === undefined) this.#drain();
  }

  /** Writes what waits, at the end of the process; gives up on a reader that takes nothing for so long. */
  flushSync(withinMs: number): void {
    const pause = new Int32Array(new SharedArrayBuffer(4));
    let deadline = performance.now() + withinMs;
    let before = this.#waitingBytes;
    while (this.#attempt() === 'busy' && performance.now() < deadline) {
      if (this.#waitingBytes < before) deadline = performance.now() + withinMs;
      before = this.#waitingBytes;
      Atomics.wait(pause, 0, 0, FLUSH_PAUSE_MS);
    }
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
  }

  #drain(): void {
    const outcome = this.#attempt();
    if (outcome === 'done') return;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#drain();
    }, RETRY_MS[outcome]);
    // A log that cannot be written keeps no process alive.
    this.#retry.unref();
  }

  #attempt(): 'done' | 'busy' | 'failed' {
    try {
      while (this.#waitingBytes > 0) this.#writeSome();
      this.#failure = null;
      return 'done';
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      const busy = code === 'EAGAIN' || code === 'EINTR';
      this.#failure = busy ? null : code;
      return busy ? 'busy' : 'failed';
    }
  }

  #writeSome(): void {
    const chunk = this.#nextChunk();
    const written = writeSync(this.#options.descriptor, chunk);
    this.#waitingBytes -= written;
    if (written < chunk.length) this.#waiting[0] = chunk.subarray(written);
    else this.#waiting.shift();
    if (this.#waitingBytes === 0) this.#tellDropped();
  }

  /** Many lines are one write. */
  #nextChunk(): Buffer {
    let length = 0;
    let lines = 0;
    for (const line of this.#waiting) {
      if (lines > 0 && length + line.length > WRITE_BYTES) break;
      length += line.length;
      lines += 1;
    }
    const chunk = Buffer.concat(this.#waiting.slice(0, lines), length);
    this.#waiting.splice(0, lines, chunk);
    return chunk;
  }

  #tellDropped(): void {
    if (this.#dropped === 0) return;
    const notice = this.#options.describeDropped(this.#dropped);
    this.#dropped = 0;
    this.#queue(Buffer.from(notice));
  }

  #queue(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
  }
}
