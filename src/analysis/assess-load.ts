/** What the load did over the whole run, and its times once warm. */
import type { Histogram } from '../load/histogram.ts';
import type { AssessedLoad, AssessedOperation, LatencySummary } from './assessment.ts';
import type { MergedHistogram } from './latency-windows.ts';
import { type CumulativeCounts, countsBetween, resolved } from './load-counts.ts';
import type { SoakData } from './soak-data.ts';

/** null: the plan has no load. `counts` of one operation, or (null) of all. */
export function assessLoad(
  data: SoakData,
  counts: (operation: number | null) => CumulativeCounts,
  merged: MergedHistogram,
  saturatedFrom: number,
): AssessedLoad | null {
  const { operations, generator } = data;
  if (operations.length === 0) return null;
  const all = total(counts(null));
  const weights = operations.reduce((sum, { weight }) => sum + weight, 0);
  const byOperation = operations.map((operation, index): AssessedOperation => {
    const { due, sent, ok, failed, blocked, skipped } = total(counts(index));
    return {
      name: operation.name,
      target: operation.target === null ? null : (data.targets[operation.target]?.name ?? null),
      plannedShare: operation.weight / weights,
      actualShare: all.due === 0 ? null : due / all.due,
      due,
      sent,
      ok,
      failed,
      blocked,
      skipped,
      failures: byFrequency([operation.failures]),
      latencyMs: summaryOf(merged('latency', index)),
      serviceMs: summaryOf(merged('service', index)),
    };
  });
  const saturatedShare = generator.seconds === 0 ? 0 : generator.saturatedSeconds / generator.seconds;
  return {
    offered: perSecond(generator.offered, generator.seconds),
    achieved: perSecond(generator.achieved, generator.seconds),
    due: all.due,
    sent: all.sent,
    ok: all.ok,
    failed: all.failed,
    blocked: all.blocked,
    skipped: all.skipped,
    unresolved: Math.max(0, all.due - resolved(all)),
    failures: byFrequency(operations.map(({ failures }) => failures)),
    byOperation,
    latencyMs: summaryOf(merged('latency', null)),
    serviceMs: summaryOf(merged('service', null)),
    saturated: saturatedShare > saturatedFrom,
    saturatedShare,
    seconds: generator.seconds,
  };
}

function total(cumulative: CumulativeCounts) {
  return countsBetween(cumulative, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
}

function perSecond(count: number, seconds: number): number {
  return seconds === 0 ? 0 : count / seconds;
}

function summaryOf(histogram: Histogram): LatencySummary | null {
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

function byFrequency(parts: readonly ReadonlyMap<string, number>[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const part of parts) {
    for (const [failure, count] of part) sums.set(failure, (sums.get(failure) ?? 0) + count);
  }
  return Object.fromEntries([...sums].sort(([, a], [, b]) => b - a));
}
