/** About what a run leaves in the database, and what lies beside that while it goes on. */
import { plannedOperations } from './extent.ts';
import { histogramSpanMs } from './load/histogram-window.ts';
import type { Plan } from './plan.ts';

/** Bytes of the database file for one row of each kind, its share of indexes and of half-filled pages with it. */
export interface RowBytes {
  readonly sample: number;
  readonly self: number;
  readonly path: number;
  readonly scraped: number;
  readonly operationSecond: number;
  readonly generatorSecond: number;
  /** One operation in one window of histograms, or all operations together; without the histograms. */
  readonly histogramRow: number;
  /** Both histograms of one operation in a window of so many operations. */
  readonly histograms: (operations: number) => number;
  /** One trend of the report that is stored with the verdicts. */
  readonly trend: number;
  /** The plan, the verdicts and the events of a run. */
  readonly run: number;
}

/**
 * Rows of samples and seconds: 20,000 of each table of store/schema.ts, values as of a service with 300 MB. The others:
 * two runs of 60 s, of one operation sampled each 5 s (76 KiB; 83 by this) and of two sampled each 250 ms (132; 133).
 */
const MEASURED_ROW_BYTES: RowBytes = {
  sample: 74,
  self: 43,
  path: 35,
  scraped: 30,
  operationSecond: 75,
  generatorSecond: 57,
  histogramRow: 100,
  // 236 bytes of 50 operations, and 4 kB of 6,000 or more: by then nearly all values that come have come.
  histograms: (operations) => Math.min(4123, 236 * (operations / 50) ** 0.6),
  trend: 4800,
  run: 6000,
};

/** Of a database that is made for the run: 62 tables and indexes with hardly a row. */
export const NEW_FILE_BYTES = 248 * 1024;

/** The write-ahead log up to where SQLite folds it in (4 MiB), and the room that is put by for a full disk (16 MiB). */
export const BESIDE_BYTES = 20 * 2 ** 20;

/** anon, rss, fds and threads of each target; of the load p50, p95 and p99, throughput and errors. */
const TRENDS_OF_TARGET = 4;
const TRENDS_OF_LOAD = 5;

/** About the bytes that one run adds to the database; `durationMs`: of its soak. */
export function estimateDatabaseBytes(
  plan: Plan,
  durationMs: number,
  row: RowBytes = MEASURED_ROW_BYTES,
): number {
  const { targets, sample, load, drain } = plan;
  const series = sample.paths.length + (sample.scrape?.series.length ?? 0);
  const trends = targets.length * TRENDS_OF_TARGET + series + (load === null ? 0 : TRENDS_OF_LOAD);
  const once = row.run + trends * row.trend;
  const perTick =
    targets.length * row.sample +
    row.self +
    sample.paths.length * row.path +
    (sample.scrape?.series.length ?? 0) * row.scraped;
  const reloadMs = drain?.reloadMs ?? 0;
  const ticks = (durationMs + (drain?.durationMs ?? 0) + reloadMs) / sample.everyMs;
  if (load === null) return once + ticks * perTick;
  const loadMs = durationMs + reloadMs;
  const operations = load.operations.length;
  const perSecond = operations * row.operationSecond + row.generatorSecond;
  const windows = loadMs / histogramSpanMs(plan.ending);
  // Users go as fast as they get replies: they are taken to fill their histograms.
  const perWindow = (plannedOperations(plan) ?? Number.POSITIVE_INFINITY) / windows / operations;
  const histograms = operations * row.histograms(perWindow) + (operations + 1) * row.histogramRow;
  return once + ticks * perTick + (loadMs / 1000) * perSecond + windows * histograms;
}
