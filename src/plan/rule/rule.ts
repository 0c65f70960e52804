/** The rule grammar: `metric[@target][{operation}].statistic op quantity`. */
import type { Quantity } from '../quantity/quantity.ts';

/** A criterion states what must hold, an alert what is bad. */
export type RuleSense = 'holds' | 'bad';

export type Comparison = '<' | '<=' | '>' | '>=' | '==' | '!=';

/** A percentile is written p50 … p99.9 and kept as its number, 50 … 99.9. */
export type Statistic =
  | { readonly kind: 'percentile'; readonly percentile: number }
  /** `percentile` is set for the trend of a percentile over time: `latency.p95.slope`. */
  | { readonly kind: 'slope'; readonly percentile?: number }
  | { readonly kind: 'min' | 'max' | 'mean' | 'last' | 'rate' | 'count' | 'growth' | 'unplanned' };

/** Which metric: a catalogue name (metric.ts), or a watched path, a scraped series, or one of soakd's own. */
export type MetricRef =
  | { readonly kind: 'target'; readonly name: TargetMetric }
  | { readonly kind: 'load'; readonly name: LoadMetric }
  | { readonly kind: 'restarts' }
  /** Share of the due ticks that were taken. */
  | { readonly kind: 'coverage' }
  /** How long after a fault of this name all was well again; the longest of all times that it occurred. */
  | { readonly kind: 'recovery'; readonly fault: string }
  | { readonly kind: 'path'; readonly path: string; readonly reading: 'bytes' | 'files' }
  | { readonly kind: 'scrape'; readonly series: string }
  | { readonly kind: 'self'; readonly name: SelfMetric };

export type TargetMetric =
  | 'anon'
  | 'rss'
  | 'pss'
  | 'swap'
  | 'vsz'
  | 'fds'
  | 'threads'
  | 'connections'
  | 'cpu';
export type LoadMetric =
  | 'latency'
  | 'service'
  | 'errors'
  | 'success'
  | 'throughput'
  | 'blocked'
  | 'bypassed'
  | 'unresolved';
export type SelfMetric = 'rss' | 'fds' | 'cpu' | 'loopLag';

export interface Rule {
  /** Canonical text, e.g. `anon@api.slope < 1MiB/h`. */
  readonly text: string;
  readonly metric: MetricRef;
  /** null: every target. */
  readonly target: string | null;
  /** null: all operations together. */
  readonly operation: string | null;
  /** null for metrics that are one number by themselves (`success >= 99.9%`). */
  readonly statistic: Statistic | null;
  readonly comparison: Comparison;
  readonly limit: Quantity;
}
