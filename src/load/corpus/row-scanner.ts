/**
 * Finds the rows in the bytes of a file, in whatever pieces they come. A row is a line that is not blank; in a CSV
 * file quotes may hold line breaks. Only the row under way is in memory, up to a bound.
 */

/** No row that goes into one operation is longer; a file of another kind may be one such row. */
export const LONGEST_ROW_BYTES = 1 << 20;

export interface RowPlace {
  /** Of its first byte in the file. */
  readonly offset: number;
  /** Of its first line, from 1. */
  readonly line: number;
}

export interface RowSink {
  /** Without its line end; valid until the next. false: enough of them. */
  row(bytes: Buffer, place: RowPlace): boolean;
  /** Longer than the bound: nothing after it is read. */
  tooLong(place: RowPlace): void;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;

export class RowScanner {
  readonly #quotes: boolean;
  readonly #sink: RowSink;
  /** What has come of the row under way, and where the file begins behind it. */
  #rest: Buffer = Buffer.alloc(0);
  #offset: number;
  #line = 1;
  #over = false;

  /** `offset`: of the first byte that will be pushed, the begin of a row. */
  constructor(format: 'csv' | 'jsonl' | 'text', sink: RowSink, offset = 0) {
    this.#quotes = format === 'csv';
    this.#sink = sink;
    this.#offset = offset;
  }

  /** No more is wanted, or could be made out. */
  get over(): boolean {
    return this.#over;
  }

  push(chunk: Buffer): void {
    if (this.#over) return;
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let from = this.#offset === 0 ? markBytes(bytes) : 0;
    for (
      let end = this.#endOfRow(bytes, from);
      end !== -1 && !this.#over;
      end = this.#endOfRow(bytes, from)
    ) {
      this.#take(bytes, from, end);
      from = end + 1;
    }
    if (this.#over) return;
    if (bytes.length - from > LONGEST_ROW_BYTES) this.#refuse(from);
    // The chunk's memory may be used again for the next one.
    this.#rest = Buffer.from(bytes.subarray(from));
    this.#offset += from;
  }

  /** The file has ended: its last line may have no line end. */
  end(): void {
    if (!this.#over && this.#rest.length > 0) this.#take(this.#rest, 0, this.#rest.length);
    this.#over = true;
  }

  #take(bytes: Buffer, from: number, end: number): void {
    const to = end > from && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    if (to - from > LONGEST_ROW_BYTES) {
      this.#refuse(from);
      return;
    }
    const row = bytes.subarray(from, to);
    const place = { offset: this.#offset + from, line: this.#line };
    this.#line += 1 + (this.#quotes ? lineFeedsIn(row) : 0);
    if (!isBlank(row) && !this.#sink.row(row, place)) this.#over = true;
  }

  #refuse(from: number): void {
    this.#over = true;
    this.#sink.tooLong({ offset: this.#offset + from, line: this.#line });
  }

  /** Where the line end of the row stands that begins at `from`; -1: not in these bytes. */
  #endOfRow(bytes: Buffer, from: number): number {
    let end = bytes.indexOf(LINE_FEED, from);
    if (!this.#quotes) return end;
    // A quote inside a quoted cell is doubled: whether quotes are open is told by their number.
    let open = false;
    let quote = bytes.indexOf(QUOTE, from);
    while (end !== -1) {
      for (; quote !== -1 && quote < end; quote = bytes.indexOf(QUOTE, quote + 1)) open = !open;
      if (!open) return end;
      end = bytes.indexOf(LINE_FEED, end + 1);
    }
    return -1;
  }
}

/** A byte order mark before the first row. */
function markBytes(bytes: Buffer): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

function lineFeedsIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09);
}
