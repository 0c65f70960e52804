/** The load of a run: counts per second and in all, failures, and how the generator did. */

import type { Column } from './column.ts';
import type { OperationSecondRow, OutcomeRow } from './load-record.ts';
import { operationSeconds } from './load-table.ts';
import { type ColumnsOf, readColumns, type Span } from './read-columns.ts';
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

/** `operation` left out: all together. */
export interface LoadSpan extends Span {
  readonly operation?: number;
}

export interface GeneratorSummary {
  readonly seconds: number;
  readonly saturatedSeconds: number;
  readonly offered: number;
  readonly achieved: number;
  /** null when there is no second. */
  readonly lagP99MaxMs: number | null;
  readonly loopDelayMaxMs: number | null;
  readonly cpuMeanPct: number | null;
  readonly cpuMaxPct: number | null;
  readonly rssMaxBytes: number | null;
  readonly inFlightMax: number | null;
  readonly queuedMax: number | null;
}

export type OutcomeTotal = Omit<OutcomeRow, 'monoMs'>;

export interface FailureTotal {
  readonly operation: number;
  readonly failure: string;
  readonly count: number;
}

export interface MarkTotal {
  readonly operation: number;
  readonly mark: string;
  readonly count: number;
}

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

/** Begins of the seconds for which there was a load generator, whether or not anything was due. */
export function readGeneratorTimes(database: Connection, run: number, span: Span): Float64Array {
  if (!isThinned(database, run)) {
    const selection = { ...span, table: 'generator_seconds', where: 'run = ?', parameters: [run] };
    const { monoMs } = readColumns(database, selection, {});
    if (!isThinned(database, run)) return monoMs;
  }
  const [from, to] = bounds(span);
  const minutes = database
    .prepare<[number, number, number], [number, number]>(
      `SELECT mono_ms, seconds FROM generator_minutes
      WHERE run = ? AND mono_ms > ? AND mono_ms < ? ORDER BY mono_ms`,
    )
    .raw()
    .all(run, from - MINUTE_MS, to);
  return spreadMinutes(
    minutes.map(([monoMs, seconds]) => ({ monoMs, seconds, counts: [] })),
    { width: 0, fromMs: from, toMs: to },
  ).monoMs;
}

/** Most frequent first. */
export function readFailureTotals(database: Connection, run: number, span: LoadSpan): FailureTotal[] {
  const [from, to] = bounds(span);
  return database
    .prepare<[readonly number[]], FailureTotal>(
      `SELECT operation, failure, sum(count) AS count FROM failures
      WHERE run = ? AND ${which(span)} AND mono_ms >= ? AND mono_ms < ? GROUP BY operation, failure ORDER BY 3 DESC, 1, 2`,
    )
    .all([run, span.operation ?? run, from, to]);
}

/** By operation, expectation and category. */
export function readOutcomeTotals(database: Connection, run: number, span: Span): OutcomeTotal[] {
  const [from, to] = bounds(span);
  return database
    .prepare<[number, number, number], OutcomeTotal>(
      `SELECT operation, category, expected, sum(blocked) AS blocked, sum(allowed) AS allowed, sum(undecided) AS undecided
      FROM outcomes WHERE run = ? AND mono_ms >= ? AND mono_ms < ?
      GROUP BY operation, expected, category ORDER BY operation, expected DESC, category`,
    )
    .all(run, from, to);
}

/** By operation and mark. */
export function readMarkTotals(database: Connection, run: number, span: LoadSpan): MarkTotal[] {
  const [from, to] = bounds(span);
  return database
    .prepare<[readonly number[]], MarkTotal>(
      `SELECT operation, mark, sum(count) AS count FROM marks
      WHERE run = ? AND ${which(span)} AND mono_ms >= ? AND mono_ms < ? GROUP BY operation, mark ORDER BY 1, 2`,
    )
    .all([run, span.operation ?? run, from, to]);
}

export function readGeneratorSummary(database: Connection, run: number, span: Span): GeneratorSummary {
  const [from, to] = bounds(span);
  const thinned = isThinned(database, run);
  const seconds = thinned ? 'seconds' : '1';
  const max = (column: string) => `max(${column}${thinned ? '_max' : ''})`;
  const row = database
    .prepare<[number, number, number], GeneratorSummary>(
      `SELECT ifnull(sum(${seconds}), 0) AS seconds, ifnull(sum(saturated), 0) AS saturatedSeconds,
        ifnull(sum(offered), 0) AS offered, ifnull(sum(achieved), 0) AS achieved,
        ${max('lag_p99_ns')} / 1000000.0 AS lagP99MaxMs, ${max('loop_delay_us')} / 1000.0 AS loopDelayMaxMs,
        sum(cpu_pct * ${seconds}) / sum(${seconds}) AS cpuMeanPct, ${max('cpu_pct')} AS cpuMaxPct,
        ${max('rss_bytes')} AS rssMaxBytes, ${max('in_flight')} AS inFlightMax, ${max('queued')} AS queuedMax
      FROM ${thinned ? 'generator_minutes' : 'generator_seconds'} WHERE run = ? AND mono_ms >= ? AND mono_ms < ?`,
    )
    .get(run, from, to);
  if (row === undefined) throw new Error('an aggregate gave no row');
  return row;
}

/** The subquery lets the clustered key narrow by time for all operations, too. */
function which({ operation }: LoadSpan): string {
  return operation === undefined
    ? 'operation IN (SELECT operation FROM operations WHERE run = ?)'
    : 'operation = ?';
}

function bounds({
  fromMs = Number.MIN_SAFE_INTEGER,
  toMs = Number.MAX_SAFE_INTEGER,
}: Span): [number, number] {
  return [Math.ceil(fromMs), Math.ceil(toMs)];
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
