/**
 * The rows of a file by their number, from 0. In memory are where rows begin (at most 8 MiB, see row-offsets.ts), the
 * file itself if it is small, and otherwise one row at a time: at most 8 + 32 + 1 MiB for a file of any size.
 */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { SoakdError } from '../../error.ts';
import type { CorpusFormat } from '../../plan/corpus/corpus-plan.ts';
import { type Fields, type ReadFields, readFields, readNames } from './row-fields.ts';
import { RowOffsets } from './row-offsets.ts';
import { RowScanner } from './row-scanner.ts';

/** What most test data is smaller than; reading a row of a larger file is a read of the page cache, some µs. */
const HELD_BYTES = 32 * 2 ** 20;
/** Of the file while it is indexed. */
const PIECE_BYTES = 256 * 1024;
/** Rows are mostly shorter. */
const ROW_PIECE_BYTES = 4096;

export class CorpusFile {
  readonly #file: string;
  readonly #format: CorpusFormat;
  readonly #descriptor: number;
  readonly #offsets: RowOffsets;
  readonly #piece = Buffer.allocUnsafeSlow(ROW_PIECE_BYTES);
  /** null: too large. */
  readonly #held: Buffer | null;
  #names: readonly string[] = [];
  readonly sha256: string;

  /** Reads the whole file once, and blocks meanwhile. @throws SoakdError when it cannot be read or has no rows */
  constructor(
    file: string,
    format: CorpusFormat,
    options: { heldBytes?: number; offsets?: RowOffsets } = {},
  ) {
    const { heldBytes = HELD_BYTES, offsets = new RowOffsets() } = options;
    this.#file = file;
    this.#format = format;
    this.#offsets = offsets;
    this.#descriptor = openSync(file, 'r');
    const { size } = fstatSync(this.#descriptor);
    this.#held = size <= heldBytes ? Buffer.allocUnsafeSlow(size) : null;
    this.sha256 = this.#index();
    if (this.rows === 0) throw new SoakdError(`${file} has no rows`);
  }

  get rows(): number {
    return this.#offsets.rows;
  }

  /** @throws SoakdError when the row cannot be read any more: the file was changed */
  fields(row: number): Fields {
    if (!(row >= 0 && row < this.rows)) throw new RangeError(`no row ${row} of ${this.rows}`);
    const { offset, skip } = this.#offsets.before(row);
    const read = this.#read(offset, skip);
    if ('fields' in read) return read.fields;
    throw new SoakdError(`${this.#file} was changed while it is in use: row ${row + 1}: ${read.trouble}`);
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }

  #read(offset: number, skip: number): ReadFields {
    let left = skip;
    const found: ReadFields[] = [];
    const row = (bytes: Buffer): boolean => {
      if (left-- > 0) return true;
      found.push(readFields(bytes, this.#format, this.#names));
      return false;
    };
    const scanner = new RowScanner(this.#format, { row, tooLong: () => {} }, offset);
    if (this.#held === null) this.#readOn(scanner, offset);
    else scanner.push(this.#held.subarray(offset));
    scanner.end();
    return found[0] ?? { trouble: 'found the end of the file' };
  }

  #readOn(scanner: RowScanner, offset: number): void {
    for (let at = offset; !scanner.over; ) {
      const length = readSync(this.#descriptor, this.#piece, 0, this.#piece.length, at);
      if (length === 0) return;
      scanner.push(this.#piece.subarray(0, length));
      at += length;
    }
  }

  #index(): string {
    const hash = createHash('sha256');
    let headed = this.#format !== 'csv';
    const scanner = new RowScanner(this.#format, {
      row: (bytes, { offset }) => {
        if (headed) this.#offsets.add(offset);
        else {
          const read = readNames(bytes);
          if ('names' in read) this.#names = read.names;
        }
        headed = true;
        return true;
      },
      tooLong: ({ line }) => {
        throw new SoakdError(`${this.#file}:${line}: found a row that is too long`);
      },
    });
    const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
    for (let at = 0; ; ) {
      const length = readSync(this.#descriptor, piece, 0, piece.length, at);
      if (length === 0) break;
      const bytes = piece.subarray(0, length);
      hash.update(bytes);
      this.#held?.set(bytes.subarray(0, Math.max(0, this.#held.length - at)), at);
      scanner.push(bytes);
      at += length;
    }
    scanner.end();
    return hash.digest('hex');
  }
}
