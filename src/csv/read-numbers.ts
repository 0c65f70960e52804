/**
 * A CSV file of numbers, read as it comes: a header line, then a number or nothing in every cell. Whatever the size of
 * the file, only a piece of it is in memory.
 */
import { splitCells } from './cells.ts';
import { readHeader } from './header.ts';
import type { LineProblems } from './line-problems.ts';
import { quickNumber, readNumber } from './number.ts';

export interface RowSink {
  /** NaN: the cell is empty. The same array each time. `line` from 1. */
  add(row: Float64Array, line: number): void;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const COMMA = 0x2c;
/** No line of a CSV file is as long, but one of a file of another kind may be. */
const LONGEST_LINE_BYTES = 1 << 20;
const SHOWN_LENGTH = 40;

/**
 * Gives what `open` makes of the names of the header every row whose first cell is right (others that are not are NaN), and
 * returns it. What is wrong with a row, or with the header, is in `problems`; after a wrong header nothing is read: null.
 */
export async function readNumbers<Sink extends RowSink>(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  problems: LineProblems,
  open: (names: readonly string[]) => Sink | null,
): Promise<Sink | null> {
  let rest: Uint8Array = new Uint8Array(0);
  let line = 0;
  let sink: Sink | null = null;
  let readRow: RowReader | null = null;

  /** false: it is pointless to read on. */
  const readLine = (bytes: Buffer, from: number, end: number): boolean => {
    line += 1;
    const to = end > from && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    if (readRow !== null) {
      readRow(bytes, from, to, line);
      return true;
    }
    const names = readHeader(bytes.subarray(from, to), problems);
    sink = names && open(names);
    if (names === null || sink === null) return false;
    readRow = rowReader(names, problems, sink);
    return true;
  };

  for await (const chunk of chunks) {
    const bytes =
      rest.length === 0
        ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
        : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, from)) {
      if (!readLine(bytes, from, end)) return null;
      from = end + 1;
    }
    if (bytes.length - from > LONGEST_LINE_BYTES) {
      problems.add(line + 1, `found a line of more than ${LONGEST_LINE_BYTES} bytes, expected a CSV file`);
      return sink;
    }
    // The chunk's memory may be used again for the next one.
    rest = Uint8Array.prototype.slice.call(bytes, from);
  }
  if (rest.length > 0 || line === 0) readLine(Buffer.from(rest), 0, rest.length);
  return sink;
}

type RowReader = (bytes: Buffer, from: number, to: number, line: number) => void;

function rowReader(names: readonly string[], problems: LineProblems, sink: RowSink): RowReader {
  const row = new Float64Array(names.length);

  /** A line that is not plain numbers and commas; whether it is a row at all, if only by its first cell. */
  const readCarefully = (text: string, line: number): boolean => {
    const { texts, trouble } = splitCells(text);
    if (trouble !== null) {
      problems.add(line, trouble);
      return false;
    }
    if (texts.length !== names.length) {
      const found = texts.length === 1 ? '1 cell' : `${texts.length} cells`;
      problems.add(line, `found ${found}, expected ${names.length} as in the header`);
      return false;
    }
    let known = true;
    for (const [place, cell] of texts.entries()) {
      const number = readNumber(cell);
      row[place] = number;
      if (cell === '' || !Number.isNaN(number)) continue;
      const shown = cell.length > SHOWN_LENGTH ? `${cell.slice(0, SHOWN_LENGTH - 1)}…` : cell;
      problems.add(
        line,
        `${names[place]}: found ${JSON.stringify(shown)}, expected a number or an empty cell`,
      );
      // A row that is in its place tells whether the next one is.
      if (place === 0) known = false;
    }
    return known;
  };

  return (bytes: Buffer, from: number, to: number, line: number): void => {
    let place = 0;
    let start = from;
    let plain = true;
    for (let at = from; at <= to && plain; at += 1) {
      if (at < to && bytes[at] !== COMMA) continue;
      const number = quickNumber(bytes, start, at);
      plain = !Number.isNaN(number) || at === start;
      row[place] = number;
      place += 1;
      start = at + 1;
    }
    if (plain && place === row.length) {
      sink.add(row, line);
      return;
    }
    const text = bytes.toString('utf8', from, to);
    // A line without anything says nothing, wherever it stands.
    if (text.trim() === '' && names.length > 1) return;
    if (readCarefully(text, line)) sink.add(row, line);
  };
}
