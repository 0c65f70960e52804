/** Percentiles over time, and over any range of it, from the stored histograms. */
import { Histogram } from '../load/histogram.ts';
import type { HistogramRow } from '../store/record.ts';
import type { Series } from '../trend/trend.ts';
import { NO_POINTS } from './points.ts';

export type TimeKind = 'latency' | 'service';

/** `operation` null: all operations together. */
export type SeriesOverTime = (kind: TimeKind, operation: number | null) => Series;
export type MergedHistogram = (kind: TimeKind, operation: number | null) => Histogram;

/** All histograms that begin at one moment, merged where all operations are asked for. */
interface Window {
  readonly fromMs: number;
  readonly toMs: number;
  readonly histograms: ReadonlyMap<string, Histogram>;
}

const KINDS: readonly TimeKind[] = ['latency', 'service'];

/** A percentile, one point per window, at its middle. Empty windows have none. */
export function percentileSeries(
  rows: Iterable<HistogramRow>,
  percentile: number,
  endMs: number,
): SeriesOverTime {
  const points = new Map<string, { readonly seconds: number[]; readonly values: number[] }>();
  for (const { fromMs, toMs, histograms } of windowsOf(rows, endMs)) {
    for (const [name, histogram] of histograms) {
      const value = histogram.percentileMs(percentile);
      if (value === null) continue;
      const known = points.get(name) ?? { seconds: [], values: [] };
      points.set(name, known);
      known.seconds.push((fromMs + toMs) / 2000);
      known.values.push(value);
    }
  }
  return (kind, operation) => {
    const found = points.get(nameOf(kind, operation));
    if (found === undefined) return NO_POINTS;
    return { seconds: Float64Array.from(found.seconds), values: Float64Array.from(found.values) };
  };
}

/** A window belongs to the time that its greater part lies in; the last one may reach beyond the end. */
export function mergeWindows(rows: Iterable<HistogramRow>, fromMs: number, toMs: number): MergedHistogram {
  const merged = new Map<string, Histogram>();
  for (const window of windowsOf(rows, toMs)) {
    if (window.fromMs >= toMs || (window.fromMs + window.toMs) / 2 < fromMs) continue;
    for (const [name, histogram] of window.histograms) mergeInto(merged, name, histogram);
  }
  return (kind, operation) => merged.get(nameOf(kind, operation)) ?? new Histogram();
}

/** Every run of stored windows that together are at least `overMs` long, without a hole between them. */
export function* rollingWindows(
  rows: Iterable<HistogramRow>,
  overMs: number,
  kind: TimeKind,
  operation: number | null,
  endMs: number,
): Generator<{ readonly fromMs: number; readonly toMs: number; readonly histogram: Histogram }> {
  const recent: Window[] = [];
  for (const window of windowsOf(rows, endMs)) {
    const before = recent.at(-1);
    if (before !== undefined && window.fromMs - before.toMs > (before.toMs - before.fromMs) / 2)
      recent.length = 0;
    recent.push(window);
    while ((recent[1]?.fromMs ?? Number.POSITIVE_INFINITY) <= window.toMs - overMs) recent.shift();
    const fromMs = recent[0]?.fromMs ?? window.fromMs;
    if (window.toMs - fromMs < overMs) continue;
    const histogram = new Histogram();
    for (const part of recent) {
      const own = part.histograms.get(nameOf(kind, operation));
      if (own !== undefined) histogram.merge(own);
    }
    yield { fromMs, toMs: window.toMs, histogram };
  }
}

/** `rows` in the order of time. The load hands out its last window before it is full: it ends at `endMs`. Rows of all operations together are left out: they are made here. */
function* windowsOf(rows: Iterable<HistogramRow>, endMs: number): Generator<Window> {
  let fromMs = 0;
  let toMs = 0;
  let histograms = new Map<string, Histogram>();
  for (const row of rows) {
    if (row.operation === null) continue;
    if (histograms.size > 0 && row.monoMs !== fromMs) {
      yield { fromMs, toMs, histograms };
      histograms = new Map();
    }
    fromMs = row.monoMs;
    toMs = Math.max(row.monoMs, Math.min(row.monoMs + row.spanMs, endMs));
    for (const kind of KINDS) {
      const histogram = Histogram.decode(row[kind]);
      histograms.set(nameOf(kind, row.operation), histogram);
      mergeInto(histograms, nameOf(kind, null), histogram);
    }
  }
  if (histograms.size > 0) yield { fromMs, toMs, histograms };
}

function mergeInto(merged: Map<string, Histogram>, name: string, histogram: Histogram): void {
  const known = merged.get(name) ?? new Histogram();
  merged.set(name, known);
  known.merge(histogram);
}

function nameOf(kind: TimeKind, operation: number | null): string {
  return `${kind} ${operation ?? 'all'}`;
}
