/** Series out of a clustered table, in batches: no read transaction lasts, so the writer's checkpoints are never starved. */

import { type Column, inRecordUnit } from './column.ts';
import type { Connection } from './sqlite.ts';

/** Since the run began; `fromMs` belongs to it, `toMs` does not. */
export interface Span {
  readonly fromMs?: number;
  readonly toMs?: number;
}

export interface Points {
  readonly monoMs: Float64Array;
  readonly values: Float64Array;
}

export interface ColumnsOf<Name extends string> {
  /** Ascending. */
  readonly monoMs: Float64Array;
  /** NaN: could not be had. */
  readonly values: Readonly<Record<Name, Float64Array>>;
}

/** Which rows of which table. `where` ends in what the table is clustered by, before mono_ms. */
export interface Selection extends Span {
  readonly table: string;
  readonly where: string;
  readonly parameters: readonly (number | string)[];
}

/** Few enough that a batch dies young in a small heap, and enough that none is felt. */
const BATCH_ROWS = 1000;

export function countRows(database: Connection, selection: Selection): number {
  const { table, where, parameters, fromMs, toMs } = selection;
  return (
    database
      .prepare<[readonly (number | string)[]], number>(
        `SELECT count(*) FROM ${table} WHERE ${where} AND mono_ms >= ? AND mono_ms < ?`,
      )
      .pluck()
      .get([
        ...parameters,
        Math.ceil(fromMs ?? Number.MIN_SAFE_INTEGER),
        Math.ceil(toMs ?? Number.MAX_SAFE_INTEGER),
      ]) ?? 0
  );
}

/** One column without its NULLs. */
export function readPoints(database: Connection, selection: Selection, column: Column): Points {
  const { name } = column;
  const where = `${selection.where} AND ${name} IS NOT NULL`;
  const { monoMs, values } = readColumns(database, { ...selection, where }, { value: column });
  return { monoMs, values: values.value };
}

export function readColumns<Name extends string>(
  database: Connection,
  { table, where, parameters, fromMs, toMs }: Selection,
  columns: Readonly<Record<Name, Column>>,
): ColumnsOf<Name> {
  const names = Object.keys(columns) as Name[];
  const expressions = names.map((name) => inRecordUnit(columns[name]));
  const statement = database
    .prepare<[readonly (number | string)[]], (number | null)[]>(
      `SELECT ${['mono_ms', ...expressions].join(', ')} FROM ${table}
      WHERE ${where} AND mono_ms > ? AND mono_ms < ? ORDER BY mono_ms LIMIT ${BATCH_ROWS}`,
    )
    .raw();
  const end = toMs ?? Number.MAX_SAFE_INTEGER;
  const parts: Float64Array[][] = [];
  // Whole milliseconds: after the one before the first.
  let after = Math.ceil(fromMs ?? Number.MIN_SAFE_INTEGER + 1) - 1;
  for (;;) {
    const batch = statement.all([...parameters, after, end]);
    parts.push(transpose(batch, names.length + 1));
    if (batch.length < BATCH_ROWS) break;
    after = batch.at(-1)?.[0] ?? end;
  }
  const [monoMs, ...values] = joined(parts, names.length + 1);
  return {
    monoMs: monoMs ?? new Float64Array(),
    values: Object.fromEntries(names.map((name, index) => [name, values[index]])) as Record<
      Name,
      Float64Array
    >,
  };
}

function transpose(rows: readonly (readonly (number | null)[])[], width: number): Float64Array[] {
  return Array.from({ length: width }, (_, index) => {
    const column = new Float64Array(rows.length);
    for (let at = 0; at < rows.length; at += 1) column[at] = rows[at]?.[index] ?? Number.NaN;
    return column;
  });
}

function joined(parts: readonly (readonly Float64Array[])[], width: number): Float64Array[] {
  const length = parts.reduce((sum, [first]) => sum + (first?.length ?? 0), 0);
  return Array.from({ length: width }, (_, index) => {
    const column = new Float64Array(length);
    let at = 0;
    for (const part of parts) {
      const piece = part[index] ?? new Float64Array();
      column.set(piece, at);
      at += piece.length;
    }
    return column;
  });
}
