/** Tables of a text report: columns as wide as their content, wrapping where the page is too narrow. */
import { columnsOf, padded } from '../columns.ts';
import { wrap } from './plain.ts';

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** The column may shrink to this and wrap; null: never. */
  readonly leastColumns: number | null;
}

export interface Row {
  readonly cells: readonly string[];
  /** Paints a cell's text once it is laid out. */
  readonly paint?: (text: string, column: number) => string;
  /** Set below the row over the whole width, indented. */
  readonly notes?: readonly string[];
}

const GAP = 2;
const NOTE_INDENT = 4;

export function renderTable(
  columns: readonly Column[],
  rows: readonly Row[],
  options: {
    readonly width: number;
    readonly heading: (text: string) => string;
    readonly note: (text: string) => string;
  },
): string[] {
  const widths = fit(columns, rows, options.width);
  const title = layOut(
    columns,
    widths,
    columns.map((column) => column.title),
  );
  const lines = title.map((line) => options.heading(line.join(' '.repeat(GAP)).trimEnd()));
  for (const row of rows) {
    for (const line of layOut(columns, widths, row.cells)) {
      const painted = line.map((cell, index) => (row.paint === undefined ? cell : row.paint(cell, index)));
      lines.push(painted.join(' '.repeat(GAP)).trimEnd());
    }
    for (const note of row.notes ?? []) {
      for (const line of wrap(note, options.width - NOTE_INDENT)) {
        lines.push(`${' '.repeat(NOTE_INDENT)}${options.note(line)}`);
      }
    }
  }
  return lines;
}

/** Columns that a table takes without wrapping. */
export function naturalWidth(columns: readonly Column[], rows: readonly Row[]): number {
  return total(naturalWidths(columns, rows));
}

function naturalWidths(columns: readonly Column[], rows: readonly Row[]): number[] {
  return columns.map((column, index) =>
    Math.max(columnsOf(column.title), ...rows.map((row) => columnsOf(row.cells[index] ?? ''))),
  );
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP * (widths.length - 1);
}

/** Takes from the widest of the columns that may wrap, a column at a time, until the table fits. */
function fit(columns: readonly Column[], rows: readonly Row[], width: number): number[] {
  const widths = naturalWidths(columns, rows);
  for (let excess = total(widths) - width; excess > 0; excess -= 1) {
    let widest = -1;
    for (const [index, column] of columns.entries()) {
      const own = widths[index] ?? 0;
      if (column.leastColumns !== null && own > column.leastColumns && own > (widths[widest] ?? 0))
        widest = index;
    }
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 1) - 1;
  }
  return widths;
}

function layOut(columns: readonly Column[], widths: readonly number[], cells: readonly string[]): string[][] {
  const wrapped = columns.map((_, index) => wrap(cells[index] ?? '', widths[index] ?? 1));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    columns.map((column, index) => padded(wrapped[index]?.[line] ?? '', widths[index] ?? 1, column.align)),
  );
}
