/** How long operations took, in a few figures. In ms. */
import type { Histogram } from '../load/figure/histogram.ts';

export interface LatencySummary {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** null: nothing ended. */
export function summaryOf(histogram: Histogram): LatencySummary | null {
  const { count, meanMs, maxMs } = histogram;
  if (meanMs === null || maxMs === null) return null;
  const percentile = (percent: number): number => histogram.percentileMs(percent) ?? maxMs;
  return {
    count,
    mean: meanMs,
    p50: percentile(50),
    p90: percentile(90),
    p95: percentile(95),
    p99: percentile(99),
    p999: percentile(99.9),
    max: maxMs,
  };
}
