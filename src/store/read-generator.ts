/** How the load's own generator did. */
import { bounds } from './load-span.ts';
import { readColumns, type Span } from './read-columns.ts';
import { isThinned } from './read-run.ts';
import { spreadMinutes } from './spread-minute.ts';
import type { Connection } from './sqlite.ts';

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

const MINUTE_MS = 60_000;

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
