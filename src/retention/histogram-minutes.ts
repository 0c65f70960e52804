/** Histograms of a thinned run: one a minute and operation, compressed. */
import { Histogram } from '../load/figure/histogram.ts';
import { kept, type Value } from '../store/column.ts';
import type { HistogramRow } from '../store/load-record.ts';
import { histograms } from '../store/load-table.ts';
import { packed, unpacked } from '../store/packed-histogram.ts';
import { readRows } from '../store/read-rows.ts';
import type { Connection } from '../store/sqlite.ts';
import type { Chore } from './small-steps.ts';

const MINUTE_MS = 60_000;
/** A row is worth so many raw ones: it is decoded and compressed. */
const ROWS_EACH = 25;
const TIMES = ['latency', 'service'] as const;
/** Named one by one, so that the index finds a minute of each; −1: all together. */
const OPERATIONS = 'SELECT operation FROM operations WHERE run = ? UNION ALL SELECT -1';
const OF_MINUTE = `run = ? AND operation IN (${OPERATIONS}) AND mono_ms >= ? AND mono_ms < ?`;

/** Minute by minute, all operations at once: percentiles of all together can only be had from their histograms. */
export function histogramMinutes(database: Connection, run: number): Chore {
  const next = database
    .prepare<[number, number, number], number | null>(
      `SELECT min((SELECT min(h.mono_ms) FROM histograms h WHERE h.run = ? AND h.operation = o.operation AND h.mono_ms >= ?))
      FROM (${OPERATIONS}) o`,
    )
    .pluck();
  const replace = prepareReplace(database, run);
  let fromMs = Number.MIN_SAFE_INTEGER;
  return (size) => {
    for (let worth = size; worth > 0; ) {
      const first = next.get(run, fromMs, run);
      if (typeof first !== 'number') return false;
      const minuteMs = MINUTE_MS * Math.floor(first / MINUTE_MS);
      const parameters = [run, run, minuteMs, minuteMs + MINUTE_MS];
      const rest = `WHERE ${OF_MINUTE} ORDER BY operation, mono_ms`;
      const rows = readRows<HistogramRow>(database, { table: 'histograms', rest, parameters }, histograms);
      replace(rows.map(unpacked), minuteMs);
      worth -= rows.length * ROWS_EACH;
      fromMs = minuteMs + MINUTE_MS;
    }
    return true;
  };
}

function prepareReplace(database: Connection, run: number) {
  const remove = database.prepare<[number, number, number, number]>(
    `DELETE FROM histograms WHERE ${OF_MINUTE}`,
  );
  const columns = Object.entries(histograms);
  const insert = database.prepare<[readonly Value[]]>(
    `INSERT INTO histograms (run, ${columns.map(([, { name }]) => name).join(', ')})
    VALUES (${['?', ...columns.map(() => '?')].join(', ')})`,
  );
  return (rows: readonly HistogramRow[], minuteMs: number): void => {
    remove.run(run, run, minuteMs, minuteMs + MINUTE_MS);
    for (const row of mergedByOperation(rows)) {
      const stored: Readonly<Record<string, unknown>> = {
        ...row,
        latency: packed(row.latency),
        service: packed(row.service),
      };
      insert.run([run, ...columns.map(([field, { keeping }]) => kept(stored[field], keeping))]);
    }
  };
}

function mergedByOperation(rows: readonly HistogramRow[]): HistogramRow[] {
  const byOperation = Map.groupBy(rows, ({ operation }) => operation);
  const each = rows.filter(({ operation }) => operation !== null);
  return Array.from(byOperation, ([operation, own]) =>
    own.length === 1 && own[0] !== undefined ? own[0] : merged(own, operation === null ? each : own),
  );
}

/** One row in place of several windows. `source`: what its percentiles are of. */
function merged(windows: readonly HistogramRow[], source: readonly HistogramRow[]): HistogramRow {
  const ends = windows.map(({ monoMs, spanMs }) => monoMs + spanMs);
  const monoMs = Math.min(...windows.map((window) => window.monoMs));
  const operation = windows[0]?.operation ?? null;
  const [latency, service] = TIMES.map((time) => {
    const all = new Histogram();
    for (const row of source) if (row[time].length > 0) all.merge(Histogram.decode(row[time]));
    return all;
  });
  return {
    operation,
    monoMs,
    spanMs: Math.max(...ends) - monoMs,
    latency: encoded(operation, latency),
    service: encoded(operation, service),
    latencyP50Ms: latency?.percentileMs(50) ?? null,
    latencyP95Ms: latency?.percentileMs(95) ?? null,
    latencyP99Ms: latency?.percentileMs(99) ?? null,
    latencyMaxMs: latency?.maxMs ?? null,
    serviceP50Ms: service?.percentileMs(50) ?? null,
    serviceP95Ms: service?.percentileMs(95) ?? null,
    serviceP99Ms: service?.percentileMs(99) ?? null,
    serviceMaxMs: service?.maxMs ?? null,
  };
}

/** All operations together are there for their percentiles alone. */
function encoded(operation: number | null, histogram: Histogram | undefined): Uint8Array {
  return operation === null || histogram === undefined ? new Uint8Array() : histogram.encode();
}
