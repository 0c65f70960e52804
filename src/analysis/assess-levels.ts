/** What became of each level of a load, from the rows of its own seconds; and the capacity that a search has found. */
import { Histogram } from '../load/figure/histogram.ts';
import { isOfLevels } from '../plan/load/level.ts';
import type { AssessedLevel, AssessedLevels } from './assessed-levels.ts';
import type { LatencySummary } from './latency-summary.ts';
import { summaryOf } from './latency-summary.ts';
import { type LevelTime, levelResult } from './level-times.ts';
import { type CumulativeCounts, countsBetween, succeededOf } from './load-counts.ts';
import type { RunRows } from './run-rows.ts';

const THINNED = 'the run was thinned: its seconds are gone';

/** null: the load has none. `counts`: of all operations. */
export function assessLevels(
  rows: RunRows,
  counts: CumulativeCounts,
  { live }: { readonly live: boolean },
): AssessedLevels | null {
  const model = rows.plan.load?.model;
  const result = levelResult(rows, live);
  if (model === undefined || !isOfLevels(model) || result === null) return null;
  const { times, planned, capacity, trouble } = result;
  const histograms = rows.isThinned ? [] : histogramsOf(rows, times);
  const levels = times.map((time, index): AssessedLevel => {
    const { fromMs, toMs, loadMs, number, value, step, outcome, why } = time;
    const shared = { number, value, step, outcome, why, fromS: fromMs / 1000, toS: toMs / 1000 };
    const loadS = loadMs === null ? null : loadMs / 1000;
    if (rows.isThinned) return { ...shared, loadS, seen: null, unseen: THINNED };
    // The last moment is its own, too.
    const own = countsBetween(counts, fromMs / 1000, toMs / 1000 + 1e-6);
    const generator = rows.generatorBetween(fromMs, toMs + 1);
    const perSecond = (count: number): number | null => (loadS === null || loadS <= 0 ? null : count / loadS);
    const seen = {
      ...own,
      offered: perSecond(own.due),
      achieved: perSecond(own.sent),
      throughput: perSecond(succeededOf(own)),
      latencyMs: summary(histograms[index]?.latency),
      serviceMs: summary(histograms[index]?.service),
      saturatedSeconds: generator.saturatedSeconds,
      seconds: generator.seconds,
    };
    return { ...shared, loadS, seen, unseen: null };
  });
  return { kind: model.kind, of: model.of, planned, levels, capacity, trouble };
}

function summary(histogram: Histogram | undefined): LatencySummary | null {
  return histogram === undefined ? null : summaryOf(histogram);
}

/** Each window belongs to the level that it begins in: the windows of two loads are never one. */
function histogramsOf(rows: RunRows, times: readonly LevelTime[]) {
  const merged = times.map(() => ({ latency: new Histogram(), service: new Histogram() }));
  for (const { monoMs, operation, latency, service } of rows.histograms(null)) {
    if (operation === null) continue;
    const own = merged[times.findIndex(({ fromMs, toMs }) => monoMs >= fromMs && monoMs <= toMs)];
    own?.latency.mergeEncoded(latency);
    own?.service.mergeEncoded(service);
  }
  return merged;
}
