/** Rows of any query as text: an aligned table, CSV or JSON. A format keeps no more rows than it needs for its widths. */
import { columnsOf, padded } from '../columns.ts';

export type Cell = bigint | number | string | Uint8Array | null;
export type FormatName = 'table' | 'csv' | 'json';

export interface RowFormat {
  /** Each gives text to print, possibly none. */
  begin(columns: readonly string[]): string;
  row(cells: readonly Cell[]): string;
  end(): string;
}

/** Widths are those of the first rows; a wider cell further down is printed whole and pushes its line out. */
const ROWS_FOR_WIDTHS = 500;
const BLOB_BYTES_SHOWN = 16;

export function rowFormat(name: FormatName): RowFormat {
  if (name === 'csv') return csv();
  if (name === 'json') return json();
  return table();
}

/** RFC 4180, with \n. NULL is an empty field. */
function csv(): RowFormat {
  const line = (fields: readonly string[]) => `${fields.map(quoted).join(',')}\n`;
  return {
    begin: line,
    row: (cells) =>
      line(cells.map((cell) => (cell === null ? '' : cell instanceof Uint8Array ? hex(cell) : String(cell)))),
    end: () => '',
  };
}

/** An array of objects, one a line. A second column of the same name gets a number. */
function json(): RowFormat {
  let names: readonly string[] = [];
  let isFirst = true;
  return {
    begin(columns) {
      names = columns.map((column, index) => {
        const before = columns.slice(0, index).filter((other) => other === column).length;
        return JSON.stringify(before === 0 ? column : `${column}_${before + 1}`);
      });
      return '[';
    },
    row(cells) {
      const members = cells.map((cell, index) => `${names[index]}: ${jsonValue(cell)}`);
      const separator = isFirst ? '\n' : ',\n';
      isFirst = false;
      return `${separator}  { ${members.join(', ')} }`;
    },
    end: () => (isFirst ? ']\n' : '\n]\n'),
  };
}

/** Numbers to the right, everything else to the left. */
function table(): RowFormat {
  let waiting: (readonly Cell[])[] | null = [];
  let header: readonly string[] = [];
  let widths: readonly number[] = [];
  let isNumeric: readonly boolean[] = [];

  const line = (cells: readonly string[]) =>
    `${cells
      .map((cell, index) => padded(cell, widths[index] ?? 0, isNumeric[index] ? 'right' : 'left'))
      .join('  ')
      .trimEnd()}\n`;

  function release(): string {
    const rows = waiting ?? [];
    waiting = null;
    const texts = rows.map((row) => row.map(tableText));
    widths = header.map((name, index) =>
      Math.max(columnsOf(name), ...texts.map((row) => columnsOf(row[index] ?? ''))),
    );
    isNumeric = header.map(
      (_, index) =>
        rows.every((row) => isNumberOrNull(row[index])) && rows.some((row) => row[index] !== null),
    );
    return [line(header), line(widths.map((width) => '-'.repeat(width))), ...texts.map(line)].join('');
  }

  return {
    begin(columns) {
      header = columns.map(visible);
      return '';
    },
    row(cells) {
      if (waiting === null) return line(cells.map(tableText));
      waiting.push(cells);
      return waiting.length < ROWS_FOR_WIDTHS ? '' : release();
    },
    end: () => (waiting === null ? '' : release()),
  };
}

function tableText(cell: Cell): string {
  if (cell === null) return 'NULL';
  // 0.1 + 0.2 is 0.3: fifteen digits are all that a double keeps of a decimal number.
  if (typeof cell === 'number') return String(Number(cell.toPrecision(15)));
  if (cell instanceof Uint8Array) {
    const more = cell.length > BLOB_BYTES_SHOWN ? `… (${cell.length} bytes)` : '';
    return `${hex(cell.subarray(0, BLOB_BYTES_SHOWN))}${more}`;
  }
  return visible(String(cell));
}

/** Text of a target reaches the terminal: what would move the cursor or colour it is shown as its escape. */
function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) =>
    JSON.stringify(character)
      .slice(1, -1)
      .replace(/^[\u007f-\u009f]$/, escaped),
  );
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function jsonValue(cell: Cell): string {
  if (typeof cell === 'bigint') return String(cell);
  return JSON.stringify(cell instanceof Uint8Array ? hex(cell) : cell);
}

function quoted(field: string): string {
  return /[",\n\r]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/** As an SQL literal. */
function hex(bytes: Uint8Array): string {
  return `x'${Buffer.from(bytes).toString('hex')}'`;
}

function isNumberOrNull(cell: Cell | undefined): boolean {
  return cell === null || typeof cell === 'number' || typeof cell === 'bigint';
}
