/** The load of a run: counts per second and in all, failures, and how the generator did. */
import type { ColumnsOf, Span } from './read-columns.ts';
import type { OperationSecondRow } from './record.ts';
import type { Connection } from './sqlite.ts';

export const COUNTS = ['due', 'sent', 'ok', 'failed', 'blocked', 'skipped'] as const;
export type LoadCount = (typeof COUNTS)[number];
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

export interface FailureTotal {
  readonly operation: number;
  readonly failure: string;
  readonly count: number;
}

/** An hour's worth of seconds a query. */
const BATCH_MS = 3_600_000;

export function readLoadTotals(database: Connection, run: number, span: LoadSpan): LoadTotals {
  const [from, to] = bounds(span);
  const sums = COUNTS.map((count) => `ifnull(sum(${count}), 0) AS ${count}`).join(', ');
  const row = database
    .prepare<[readonly number[]], LoadTotals>(
      `SELECT ${sums} FROM operation_seconds WHERE run = ? AND ${which(span)} AND mono_ms >= ? AND mono_ms < ?`,
    )
    .get([run, span.operation ?? run, from, to]);
  return row ?? { due: 0, sent: 0, ok: 0, failed: 0, blocked: 0, skipped: 0 };
}

/** Summed over the operations. */
export function readLoadSeconds(database: Connection, run: number, span: LoadSpan): ColumnsOf<LoadCount> {
  const [first, last] = extent(database, run, span);
  const sums = COUNTS.map((count) => `sum(${count})`).join(', ');
  const statement = database
    .prepare<[readonly number[]], number[]>(
      `SELECT mono_ms, ${sums} FROM operation_seconds
      WHERE run = ? AND ${which(span)} AND mono_ms >= ? AND mono_ms < ? GROUP BY mono_ms ORDER BY mono_ms`,
    )
    .raw();
  const rows: number[][] = [];
  for (let from = first; from < last; from += BATCH_MS)
    rows.push(...statement.all([run, span.operation ?? run, from, Math.min(from + BATCH_MS, last)]));
  const column = (index: number) => Float64Array.from(rows, (row) => row[index] ?? Number.NaN);
  return {
    monoMs: column(0),
    values: {
      due: column(1),
      sent: column(2),
      ok: column(3),
      failed: column(4),
      blocked: column(5),
      skipped: column(6),
    },
  };
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

export function readGeneratorSummary(database: Connection, run: number, span: Span): GeneratorSummary {
  const [from, to] = bounds(span);
  const row = database
    .prepare<[number, number, number], GeneratorSummary>(
      `SELECT count(*) AS seconds, ifnull(sum(saturated), 0) AS saturatedSeconds,
        ifnull(sum(offered), 0) AS offered, ifnull(sum(achieved), 0) AS achieved,
        max(lag_p99_ns) / 1000000.0 AS lagP99MaxMs, max(loop_delay_us) / 1000.0 AS loopDelayMaxMs,
        avg(cpu_pct) AS cpuMeanPct, max(cpu_pct) AS cpuMaxPct, max(rss_bytes) AS rssMaxBytes,
        max(in_flight) AS inFlightMax, max(queued) AS queuedMax
      FROM generator_seconds WHERE run = ? AND mono_ms >= ? AND mono_ms < ?`,
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
