/** The runs of a database as retention sees them: whether they may be touched, and about how large they are. */
import { MINUTE_TABLES, type RawTable } from '../store/minute-table.ts';
import type { Connection } from '../store/sqlite.ts';
import type { KeptRun } from './plan-care.ts';
import { type SeriesKey, seriesOf } from './series.ts';
import { SHORTEST_THINNED_MS } from './thin.ts';

/** Measured on the soaks of scripts/bench/retention.ts: pages of the table to its rows. */
const BYTES_A_ROW: Readonly<Record<RawTable, { readonly raw: number; readonly minute: number }>> = {
  samples: { raw: 75, minute: 285 },
  self_samples: { raw: 42, minute: 120 },
  cgroup_samples: { raw: 55, minute: 200 },
  paths: { raw: 34, minute: 70 },
  scrapes: { raw: 26, minute: 60 },
  operation_seconds: { raw: 67, minute: 43 },
  generator_seconds: { raw: 56, minute: 180 },
};
const SERIES: Readonly<Record<RawTable, readonly string[]>> = {
  samples: ['run', 'target'],
  self_samples: ['run'],
  cgroup_samples: ['run', 'target'],
  paths: ['run', 'path'],
  scrapes: ['series'],
  operation_seconds: ['run', 'operation'],
  generator_seconds: ['run'],
};
const RAW_TABLES = Object.keys(BYTES_A_ROW) as RawTable[];
/** What a deflated histogram has left of it; see packed-histogram.ts. */
const PACKED_SHARE = 0.45;
/** Columns of a histogram's row beside its blobs, and its entry in the index. */
const HISTOGRAM_ROW_BYTES = 90;
const HISTOGRAMS_LOOKED_AT = 50;
/** Facts, plan, events, verdicts. */
const RUN_BYTES = 20_000;
/** Rows are counted over so long, and are as dense in the rest. */
const COUNTED_MS = 600_000;
const MINUTE_MS = 60_000;

/** The same few dozen statements for each of perhaps a thousand runs: to prepare them is most of the work. */
type Preparing = Pick<Connection, 'prepare'>;

interface StoredSummary {
  readonly run: number;
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly startedWallMs: number;
  readonly endedWallMs: number;
  readonly thinnedWallMs: number | null;
  readonly isJudged: 0 | 1;
  readonly isBaseline: 0 | 1;
}

export function inventory(connection: Connection): KeptRun[] {
  const database = preparingOnce(connection);
  const runs = database
    .prepare<[], StoredSummary>(
      `SELECT r.run, r.id, r.name, p.state, r.started_wall_ms AS startedWallMs,
        ifnull(p.ended_wall_ms, p.heartbeat_wall_ms) AS endedWallMs, r.thinned_wall_ms AS thinnedWallMs,
        EXISTS (SELECT 1 FROM verdicts v WHERE v.run = r.run) AS isJudged,
        EXISTS (SELECT 1 FROM baselines b WHERE b.run = r.run) AS isBaseline
      FROM runs r JOIN progress p ON p.run = r.run ORDER BY r.run`,
    )
    .all();
  return runs.map((stored) => {
    const { run, id, name, state, startedWallMs, endedWallMs, thinnedWallMs } = stored;
    const raw = sizeOf(database, run, 'raw');
    const minutes = sizeOf(database, run, 'minute');
    const histograms = histogramBytes(database, run);
    const isThinned = thinnedWallMs !== null;
    // Verdicts that were never stored are worked out from the samples.
    const canThin = !isThinned && stored.isJudged === 1 && raw.spanMs >= SHORTEST_THINNED_MS;
    const savedBytes = raw.bytes - minutesToCome(raw.minutes) + (1 - PACKED_SHARE) * histograms;
    const rawBytes = canThin ? Math.max(0, Math.round(savedBytes)) : 0;
    const allBytes = Math.round(RUN_BYTES + histograms + (isThinned ? minutes.bytes : raw.bytes));
    return {
      run,
      id,
      name,
      startedWallMs,
      endedWallMs: state === 'running' ? null : endedWallMs,
      isProtected: stored.isBaseline === 1,
      canThin,
      rawBytes,
      restBytes: allBytes - rawBytes,
    };
  });
}

interface Size {
  readonly bytes: number;
  /** The longest of its series. */
  readonly spanMs: number;
  readonly minutes: ReadonlyMap<RawTable, number>;
}

function sizeOf(database: Preparing, run: number, which: 'raw' | 'minute'): Size {
  let bytes = 0;
  let spanMs = 0;
  const minutes = new Map<RawTable, number>();
  for (const raw of RAW_TABLES) {
    const name = which === 'raw' ? raw : MINUTE_TABLES[raw];
    for (const series of seriesOf(database, raw, run)) {
      const { rows, lengthMs } = extentOf(database, name, SERIES[raw], series);
      bytes += rows * BYTES_A_ROW[raw][which];
      spanMs = Math.max(spanMs, lengthMs);
      minutes.set(raw, (minutes.get(raw) ?? 0) + Math.min(rows, Math.ceil(lengthMs / MINUTE_MS)));
    }
  }
  return { bytes, spanMs, minutes };
}

/** Without reading it all: a month of rows is a hundred megabytes. */
function extentOf(
  database: Preparing,
  name: string,
  columns: readonly string[],
  series: SeriesKey,
): { rows: number; lengthMs: number } {
  const where = columns.map((column) => `${column} = ?`).join(' AND ');
  // Two queries: SQLite looks up a least or a greatest alone, but goes through all rows for both.
  const edge = (which: 'min' | 'max') =>
    database
      .prepare<[SeriesKey], number | null>(`SELECT ${which}(mono_ms) FROM ${name} WHERE ${where}`)
      .pluck()
      .get(series) ?? null;
  const [first, last] = [edge('min'), edge('max')];
  if (first === null || last === null) return { rows: 0, lengthMs: 0 };
  const counted = database
    .prepare<[SeriesKey], number>(
      `SELECT count(*) FROM ${name} WHERE ${where} AND mono_ms >= ? AND mono_ms <= ?`,
    )
    .pluck();
  const toMs = Math.min(last, first + COUNTED_MS);
  const rows = counted.get([...series, first, toMs]) ?? 0;
  const share = last === first ? 1 : (last - first) / (toMs - first);
  return { rows: Math.round(rows * share), lengthMs: last - first };
}

function minutesToCome(minutes: ReadonlyMap<RawTable, number>): number {
  return minutes.entries().reduce((sum, [raw, count]) => sum + count * BYTES_A_ROW[raw].minute, 0);
}

function histogramBytes(database: Preparing, run: number): number {
  const rows = database
    .prepare<[number], number>('SELECT count(*) FROM histograms WHERE run = ?')
    .pluck()
    .get(run);
  const each = database
    .prepare<[number], number | null>(
      `SELECT avg(bytes) FROM (SELECT length(latency) + length(service) + ${HISTOGRAM_ROW_BYTES} AS bytes
        FROM histograms WHERE run = ? LIMIT ${HISTOGRAMS_LOOKED_AT})`,
    )
    .pluck()
    .get(run);
  return (rows ?? 0) * (each ?? 0);
}

function preparingOnce(database: Connection): Preparing {
  const known = new Map<string, ReturnType<Connection['prepare']>>();
  const prepare = (sql: string) => {
    const statement = known.get(sql) ?? database.prepare(sql);
    known.set(sql, statement);
    return statement;
  };
  return { prepare: prepare as Connection['prepare'] };
}
