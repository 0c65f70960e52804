/** Cuts a stream into lines, in bounded memory: a line over the limit is dropped to its end. */
import { BoundedBytes } from '../bounded-bytes.ts';

const NEWLINE = 0x0a;

export class LineReader {
  readonly #limitBytes: number;
  readonly #onLine: (line: string) => void;
  /** Of the line that is not complete yet; one byte over the limit says that it is too long. */
  readonly #begun: BoundedBytes;

  /** `onLine` gets each line as UTF-8, without its line end. */
  constructor(limitBytes: number, onLine: (line: string) => void) {
    this.#limitBytes = limitBytes;
    this.#onLine = onLine;
    this.#begun = new BoundedBytes(limitBytes + 1);
  }

  /** Reads the bytes, which are not kept. */
  push(bytes: Buffer): void {
    for (let from = 0; from < bytes.length; ) {
      const newline = bytes.indexOf(NEWLINE, from);
      this.#begun.append(bytes, from, newline === -1 ? bytes.length : newline);
      if (newline === -1) return;
      from = newline + 1;
      const line = this.#begun.bytes;
      if (line.length <= this.#limitBytes) this.#onLine(withoutReturn(line).toString('utf8'));
      this.#begun.clear();
    }
  }
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
}
