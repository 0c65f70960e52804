/** Percentiles over time, and over any range of it, from the stored histograms. */
import { Histogram } from '../load/figure/histogram.ts';
import type { HistogramRow } from '../store/load-record.ts';
import type { Series } from '../trend/trend.ts';

export type TimeKind = 'latency' | 'service';

/** `operation` null: all operations together. */
export type MergedHistogram = (kind: TimeKind, operation: number | null) => Histogram;

/** The histograms that begin at one moment. */
interface Window {
  readonly fromMs: number;
  readonly toMs: number;
  readonly rows: readonly HistogramRow[];
}

/**
 * Percentiles, one point per window, at its middle. Empty windows have none. `rows`: of the operations meant. Of several
 * percentiles at once: the reading is what takes its time.
 */
export function percentileSeries(
  rows: Iterable<HistogramRow>,
  kind: TimeKind,
  percentiles: readonly number[],
  endMs: number,
): Series[] {
  const seconds: number[] = [];
  const values: number[][] = percentiles.map(() => []);
  const histogram = new Histogram();
  for (const window of windowsOf(rows, endMs)) {
    histogram.reset();
    for (const row of window.rows) histogram.mergeEncoded(row[kind]);
    if (histogram.count === 0) continue;
    seconds.push((window.fromMs + window.toMs) / 2000);
    for (const [index, percentile] of percentiles.entries())
      values[index]?.push(histogram.percentileMs(percentile) ?? Number.NaN);
  }
  const times = Float64Array.from(seconds);
  return values.map((own) => ({ seconds: times, values: Float64Array.from(own) }));
}

/** A window belongs to the time that its greater part lies in; the last one may reach beyond the end. */
export function mergeWindows(rows: Iterable<HistogramRow>, fromMs: number, toMs: number): MergedHistogram {
  const merged = new Map<number, Record<TimeKind, Histogram>>();
  for (const window of windowsOf(rows, toMs)) {
    if ((window.fromMs + window.toMs) / 2 < fromMs) continue;
    for (const { operation, latency, service } of window.rows) {
      if (operation === null) continue;
      const known = merged.get(operation) ?? { latency: new Histogram(), service: new Histogram() };
      merged.set(operation, known);
      known.latency.mergeEncoded(latency);
      known.service.mergeEncoded(service);
    }
  }
  return (kind, operation) => {
    if (operation !== null) return merged.get(operation)?.[kind] ?? new Histogram();
    const all = new Histogram();
    for (const histograms of merged.values()) all.merge(histograms[kind]);
    return all;
  };
}

/** Every run of windows that together are at least `overMs` long, without a hole between them. */
export function* rollingWindows(
  rows: Iterable<HistogramRow>,
  overMs: number,
  kind: TimeKind,
  endMs: number,
): Generator<{ readonly fromMs: number; readonly toMs: number; readonly histogram: Histogram }> {
  const recent: { readonly fromMs: number; readonly toMs: number; readonly own: Histogram }[] = [];
  for (const window of windowsOf(rows, endMs)) {
    const { fromMs, toMs } = window;
    const before = recent.at(-1);
    if (before !== undefined && fromMs - before.toMs > (before.toMs - before.fromMs) / 2) recent.length = 0;
    recent.push({ fromMs, toMs, own: histogramOf(window, kind) });
    while ((recent[1]?.fromMs ?? Number.POSITIVE_INFINITY) <= toMs - overMs) recent.shift();
    const firstMs = recent[0]?.fromMs ?? fromMs;
    if (toMs - firstMs < overMs) continue;
    const histogram = new Histogram();
    for (const { own } of recent) histogram.merge(own);
    yield { fromMs: firstMs, toMs, histogram };
  }
}

/**
 * `rows` in the order of time, up to `endMs`. The load hands out its last window before it is full: that one ends there.
 * Rows of all operations together are left out: they are made here.
 */
function* windowsOf(rows: Iterable<HistogramRow>, endMs: number): Generator<Window> {
  let gathered: HistogramRow[] = [];
  for (const row of rows) {
    if (row.monoMs >= endMs) break;
    if (row.operation === null) continue;
    if (gathered[0] !== undefined && gathered[0].monoMs !== row.monoMs) {
      yield windowOf(gathered, gathered[0], endMs);
      gathered = [];
    }
    gathered.push(row);
  }
  if (gathered[0] !== undefined) yield windowOf(gathered, gathered[0], endMs);
}

function windowOf(rows: readonly HistogramRow[], { monoMs, spanMs }: HistogramRow, endMs: number): Window {
  return { fromMs: monoMs, toMs: Math.max(monoMs, Math.min(monoMs + spanMs, endMs)), rows };
}

function histogramOf({ rows }: Window, kind: TimeKind): Histogram {
  const histogram = new Histogram();
  for (const row of rows) histogram.mergeEncoded(row[kind]);
  return histogram;
}
