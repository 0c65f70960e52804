/**
 * Growth: median of the last minute minus median of the first minute after warm-up (a tenth of the span if that is
 * shorter), of each generation; the one that went furthest up decides.
 */

import { medianOf } from '../trend/median.ts';
import { between, outside } from '../trend/points.ts';
import type { Series } from '../trend/trend.ts';
import type { ValueEvidence } from '../verdict/evidence.ts';

const WINDOW_S = 60;

export interface GrowthSeries {
  readonly series: Series;
  /** When its warm-up ended. */
  readonly steadyFromS: number;
}

/** `falling`: the rule guards against a fall (`> -10MB`), so the furthest down decides. */
export function growthEvidence(
  generations: readonly GrowthSeries[],
  excluded: readonly { readonly fromS: number; readonly toS: number }[],
  falling: boolean,
): ValueEvidence {
  let observed: number | null = null;
  let count = 0;
  for (const { series, steadyFromS } of generations) {
    const kept = outside(between(series, steadyFromS, Number.POSITIVE_INFINITY), excluded);
    const growth = growthOf(kept);
    if (growth === null) continue;
    count += kept.values.length;
    observed = observed === null ? growth : falling ? Math.min(observed, growth) : Math.max(observed, growth);
  }
  if (observed !== null) return { kind: 'value', observed, why: null, count };
  return { kind: 'value', observed: null, why: 'too few readings after warm-up', count: 0 };
}

function growthOf(series: Series): number | null {
  const first = series.seconds[0];
  const last = series.seconds.at(-1);
  if (first === undefined || last === undefined || last <= first) return null;
  const windowS = Math.min(WINDOW_S, (last - first) / 10);
  const early = medianOf(between(series, first, first + windowS).values);
  const late = medianOf(between(series, last - windowS, Number.POSITIVE_INFINITY).values);
  return early === null || late === null ? null : late - early;
}
