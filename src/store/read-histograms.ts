import type { HistogramRow } from './load-record.ts';
import { histograms } from './load-table.ts';
import { unpacked } from './packed-histogram.ts';
import type { Span } from './read-columns.ts';
import { readRows } from './read-rows.ts';
import type { Connection } from './sqlite.ts';

/** Windows that are read at once, so that the histograms of a long run are not in memory all together. */
const BATCH = 200;

/** The windows of one operation that begin in the span, in time order. Operation −1: the plain columns of all together. */
export function* readHistograms(
  database: Connection,
  run: number,
  operation: number,
  { fromMs, toMs }: Span,
): Generator<Required<HistogramRow>> {
  const rest = `WHERE run = ? AND operation = ? AND mono_ms >= ? AND mono_ms < ? ORDER BY mono_ms LIMIT ${BATCH}`;
  let from = Math.ceil(fromMs ?? Number.MIN_SAFE_INTEGER);
  const to = Math.ceil(toMs ?? Number.MAX_SAFE_INTEGER);
  for (;;) {
    const query = { table: 'histograms', rest, parameters: [run, operation, from, to] };
    const batch = readRows<HistogramRow>(database, query, histograms);
    yield* batch.map(unpacked);
    const last = batch.at(-1);
    if (last === undefined || batch.length < BATCH) return;
    from = last.monoMs + 1;
  }
}
