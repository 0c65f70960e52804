/** The load of a run: counts per second and in all. */

import type { Column } from './column.ts';
import type { OperationSecondRow } from './load-record.ts';
import { bounds, type LoadSpan, which } from './load-span.ts';
import { operationSeconds } from './load-table.ts';
import { type ColumnsOf, readColumns } from './read-columns.ts';
import { isThinned, readOperations } from './read-run.ts';
import { type LoadSeconds, spreadMinutes } from './spread-minute.ts';
import type { Connection } from './sqlite.ts';

/** How operations that were due came to their end. */
export const LOAD_COUNTS = [
  'due',
  'sent',
  'ok',
  'failed',
  'blocked',
  'skipped',
  'bypassed',
  'overblocked',
  'undecided',
] as const;
export type LoadCount = (typeof LOAD_COUNTS)[number];
export type LoadTotals = Pick<OperationSecondRow, LoadCount>;

/** An hour's worth of seconds a query. */
const BATCH_MS = 3_600_000;
const MINUTE_MS = 60_000;

export function readLoadTotals(database: Connection, run: number, span: LoadSpan): LoadTotals {
  const { values } = readLoadSeconds(database, run, span);
  const total = (count: LoadCount) => values[count].reduce((sum, value) => sum + value, 0);
  return Object.fromEntries(LOAD_COUNTS.map((count) => [count, total(count)])) as Record<LoadCount, number>;
}

/** Summed over the operations. */
export function readLoadSeconds(database: Connection, run: number, span: LoadSpan): ColumnsOf<LoadCount> {
  const thinned = isThinned(database, run);
  const { monoMs, counts } = thinned ? readMinutes(database, run, span) : readSeconds(database, run, span);
  // It may have been thinned between two batches.
  if (!thinned && isThinned(database, run)) return readLoadSeconds(database, run, span);
  const values = LOAD_COUNTS.map((count, index) => [count, counts[index] ?? new Float64Array()]);
  return { monoMs, values: Object.fromEntries(values) as Record<LoadCount, Float64Array> };
}

function readSeconds(database: Connection, run: number, span: LoadSpan): LoadSeconds {
  const { operation } = span;
  if (operation !== undefined) {
    const selection = { ...ofOperation(run, operation), ...span };
    const { monoMs, values } = readColumns(database, selection, COUNT_COLUMNS);
    return { monoMs, counts: LOAD_COUNTS.map((count) => values[count]) };
  }
  const [first, last] = extent(database, run, span);
  const sums = LOAD_COUNTS.map((count) => `sum(${count})`).join(', ');
  const statement = database
    .prepare<[readonly number[]], number[]>(
      `SELECT mono_ms, ${sums} FROM operation_seconds
      WHERE run = ? AND ${which(span)} AND mono_ms >= ? AND mono_ms < ? GROUP BY mono_ms ORDER BY mono_ms`,
    )
    .raw();
  const rows: number[][] = [];
  for (let from = first; from < last; from += BATCH_MS)
    rows.push(...statement.all([run, span.operation ?? run, from, Math.min(from + BATCH_MS, last)]));
  return columnsOf(rows);
}

const COUNT_COLUMNS = Object.fromEntries(
  LOAD_COUNTS.map((count) => [count, operationSeconds[count]]),
) as Record<LoadCount, Column>;

function ofOperation(run: number, operation: number) {
  return { table: 'operation_seconds', where: 'run = ? AND operation = ?', parameters: [run, operation] };
}

/** As if they were seconds. */
function readMinutes(database: Connection, run: number, span: LoadSpan): LoadSeconds {
  const [fromMs, toMs] = bounds(span);
  const statement = database
    .prepare<[number, number, number, number], number[]>(
      `SELECT mono_ms, seconds, ${LOAD_COUNTS.join(', ')} FROM operation_minutes
      WHERE run = ? AND operation = ? AND mono_ms > ? AND mono_ms < ? ORDER BY mono_ms`,
    )
    .raw();
  const secondsOf = (operation: number): LoadSeconds => {
    const minutes = statement.all(run, operation, fromMs - MINUTE_MS, toMs);
    const read = minutes.map(([monoMs = 0, seconds = 0, ...counts]) => ({ monoMs, seconds, counts }));
    return spreadMinutes(read, { width: LOAD_COUNTS.length, fromMs, toMs });
  };
  if (span.operation !== undefined) return secondsOf(span.operation);
  const sums = new Map<number, number[]>();
  for (const [operation] of readOperations(database, run).entries()) {
    const { monoMs, counts } = secondsOf(operation);
    for (const [at, ms] of monoMs.entries()) {
      const sum = sums.get(ms) ?? LOAD_COUNTS.map(() => 0);
      sums.set(
        ms,
        sum.map((count, index) => count + (counts[index]?.[at] ?? 0)),
      );
    }
  }
  return columnsOf(Array.from(sums, ([ms, sum]) => [ms, ...sum]).sort(([a = 0], [b = 0]) => a - b));
}

function columnsOf(rows: readonly (readonly number[])[]): LoadSeconds {
  const column = (index: number) => Float64Array.from(rows, (row) => row[index] ?? Number.NaN);
  return { monoMs: column(0), counts: LOAD_COUNTS.map((_, index) => column(index + 1)) };
}

/** From the first second stored to after the last. */
function extent(database: Connection, run: number, span: LoadSpan): [number, number] {
  const [from, to] = bounds(span);
  const [first, last] = database
    .prepare<[readonly number[]], (number | null)[]>(
      `SELECT min(mono_ms), max(mono_ms) FROM operation_seconds
      WHERE run = ? AND ${which(span)} AND mono_ms >= ? AND mono_ms < ?`,
    )
    .raw()
    .get([run, span.operation ?? run, from, to]) ?? [null, null];
  return [first ?? 0, (last ?? -1) + 1];
}
