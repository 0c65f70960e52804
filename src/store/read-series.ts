/** The series of a run: its raw rows, or the minutes that they gave way to when it was thinned. */

import type { Column } from './column.ts';
import { MINUTE_TABLES, type RawTable } from './minute-table.ts';
import {
  type ColumnsOf,
  countRows,
  type Points,
  readColumns,
  readPoints,
  type Selection,
  type Span,
} from './read-columns.ts';
import { isThinned } from './read-run.ts';
import type { Connection } from './sqlite.ts';

/** Rows of one raw table, or of the minutes in its place. */
export type Series = Selection & { readonly table: RawTable };

export interface LifeSpan extends Span {
  /** Of one life of the target; left out: of all. */
  readonly generation?: number;
}

/** One column, without the rows that lack it. */
export function readSeries(database: Connection, run: number, series: Series, column: Column): Points {
  return rawOrMinutes(database, run, series.table, (from) =>
    readPoints(database, { ...series, table: from }, column),
  );
}

/** Several columns, a row per reading. */
export function readSeriesColumns<Name extends string>(
  database: Connection,
  run: number,
  series: Series,
  columns: Readonly<Record<Name, Column>>,
): ColumnsOf<Name> {
  return rawOrMinutes(database, run, series.table, (from) =>
    readColumns(database, { ...series, table: from }, columns),
  );
}

/** How many rows there are. */
export function countSeries(database: Connection, run: number, series: Series): number {
  return rawOrMinutes(database, run, series.table, (from) => countRows(database, { ...series, table: from }));
}

/** Reads the raw rows of a run, or its minutes, in batches: it may be thinned between two of them. */
export function rawOrMinutes<Answer>(
  database: Connection,
  run: number,
  raw: RawTable,
  read: (table: string, thinned: boolean) => Answer,
): Answer {
  if (!isThinned(database, run)) {
    const answer = read(raw, false);
    if (!isThinned(database, run)) return answer;
  }
  return read(MINUTE_TABLES[raw], true);
}

export function ofSamples(run: number, target: number, { generation, ...span }: LifeSpan): Series {
  const where = 'run = ? AND target = ?';
  const selection = { ...span, table: 'samples', where, parameters: [run, target] } as const;
  if (generation === undefined) return selection;
  return { ...selection, where: `${where} AND generation = ?`, parameters: [run, target, generation] };
}

export function ofGenerator(run: number, span: Span): Series {
  return { ...span, table: 'generator_seconds', where: 'run = ?', parameters: [run] };
}

export function ofSelf(run: number, span: Span): Series {
  return { ...span, table: 'self_samples', where: 'run = ?', parameters: [run] };
}

export function ofPath(run: number, path: string, span: Span): Series {
  return { ...span, table: 'paths', where: 'run = ? AND path = ?', parameters: [run, path] };
}

export function ofScraped(run: number, series: string, span: Span): Series {
  const where = 'series = (SELECT s.series FROM scraped_series s WHERE s.run = ? AND s.name = ?)';
  return { ...span, table: 'scrapes', where, parameters: [run, series] };
}

/** Of an operation; a thinned run has no seconds any more. */
export function ofSeconds(run: number, operation: number, span: Span): Selection {
  const where = 'run = ? AND operation = ?';
  return { ...span, table: 'operation_seconds', where, parameters: [run, operation] };
}

export function pick<Name extends string>(
  columns: Readonly<Record<Name, Column>>,
  names: readonly Name[],
): Record<Name, Column> {
  return Object.fromEntries(names.map((name) => [name, columns[name]])) as Record<Name, Column>;
}
