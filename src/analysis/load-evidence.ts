/** Success, errors, throughput and the like: counts of operations, over all phases unless the rule says otherwise. */
import type { LoadMetric, Rule } from '../plan/rule/rule.ts';
import type { Evidence, ValueEvidence } from '../verdict/evidence.ts';
import {
  type Counts,
  type CumulativeCounts,
  countsBetween,
  resolved,
  succeededOf,
  unresolvedOf,
} from './load-counts.ts';
import { rollingEvidence } from './rolling.ts';

export type CountedMetric = Exclude<LoadMetric, 'latency' | 'service'>;

const SECOND_MS = 1000;

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** `phases`: in which the load was on. */
export function countEvidence(
  metric: CountedMetric,
  rule: Rule,
  cumulative: CumulativeCounts,
  span: Span,
  options: { readonly phases: readonly Span[]; readonly overMs: number | null; readonly live: boolean },
): Evidence {
  if (options.overMs !== null) {
    const { overMs } = options;
    const seconds = options.phases.map(({ fromMs, toMs }) => ({
      fromMs: Math.ceil(fromMs / SECOND_MS) * SECOND_MS,
      toMs: Math.floor(toMs / SECOND_MS) * SECOND_MS,
    }));
    return rollingEvidence(seconds, overMs, SECOND_MS, (fromMs, toMs) => {
      const counts = countsBetween(cumulative, fromMs / SECOND_MS, toMs / SECOND_MS);
      return measure(metric, rule, counts, overMs / SECOND_MS, 'window');
    });
  }
  // The second that the span begins in belongs to it.
  const counts = countsBetween(cumulative, Math.floor(span.fromMs / SECOND_MS), span.toMs / SECOND_MS);
  if (counts.due === 0) return absent('no operation was due');
  if (metric === 'bypassed' && refusable(counts) === 0)
    return absent('no operation that should be refused has been answered');
  const secondsOfLoad = options.phases.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0) / SECOND_MS;
  const observed = measure(metric, rule, counts, secondsOfLoad, options.live ? 'live' : 'whole');
  return {
    kind: 'value',
    observed,
    why: observed === null ? 'no operation has ended yet' : null,
    count: counts.due,
  };
}

/**
 * Of a whole run every due arrival counts. While it goes on, and in a window of it, some are in flight: there the ones
 * that ended count, and if arrivals came due and none ended, nothing succeeded.
 */
export function measure(
  metric: CountedMetric,
  rule: Pick<Rule, 'limit'>,
  counts: Counts,
  seconds: number,
  of: 'whole' | 'live' | 'window',
): number | null {
  if (metric === 'throughput') return seconds > 0 ? succeededOf(counts) / seconds : null;
  if (metric === 'bypassed' && refusable(counts) === 0) return null;
  const count = {
    success: succeededOf(counts),
    errors: counts.failed + counts.skipped,
    blocked: counts.blocked,
    bypassed: counts.bypassed,
    unresolved: unresolvedOf(counts),
  }[metric];
  if (rule.limit.dimension === 'count') return count;
  if (metric === 'bypassed') return count / refusable(counts);
  if (metric === 'unresolved') return counts.due === 0 ? null : count / counts.due;
  const ended = resolved(counts);
  if (of === 'window' && ended === 0 && counts.due > 0) return metric === 'errors' ? 1 : 0;
  const all = of === 'whole' ? Math.max(counts.due, ended) : ended;
  return all === 0 ? null : count / all;
}

/** Those that should have been refused, and were or were not: an error tells nothing. */
function refusable({ bypassed, blocked, overblocked }: Counts): number {
  return bypassed + blocked - overblocked;
}

function absent(why: string): ValueEvidence {
  return { kind: 'value', observed: null, why, count: 0 };
}
