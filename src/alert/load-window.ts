/** The newest seconds of the load, and one number of them. */
import type { LoadMetric, Statistic } from '../plan/rule/rule.ts';
import { mixedPercentile, type SecondTimes } from './mixture.ts';

/** One operation in one second. */
export interface LoadSecond {
  readonly operation: number;
  readonly ok: number;
  readonly failed: number;
  readonly blocked: number;
  /** Of ok: should have been blocked. Of blocked: nothing said so. */
  readonly bypassed: number;
  readonly overblocked: number;
  readonly skipped: number;
  readonly due: number;
  /** null: nothing ended. */
  readonly latency: Omit<SecondTimes, 'count'> | null;
  readonly service: Omit<SecondTimes, 'count'> | null;
}

interface Second {
  readonly monoMs: number;
  readonly operations: readonly LoadSecond[];
}

export interface LoadQuestion {
  readonly metric: LoadMetric;
  readonly statistic: Statistic | null;
  /** null: all together. */
  readonly operation: number | null;
  /** The limit is a number of operations, not a share of them. */
  readonly asCount: boolean;
}

export const SECOND_MS = 1000;

export class LoadWindow {
  readonly #overMs: number;
  #seconds: Second[] = [];

  constructor(overMs: number) {
    this.#overMs = overMs;
  }

  /** `monoMs`: begin of the second. They come in the order of time. */
  add(monoMs: number, operations: readonly LoadSecond[]): void {
    this.#seconds.push({ monoMs, operations });
    const fromMs = monoMs + SECOND_MS - this.#overMs;
    const firstMs = this.#seconds[0]?.monoMs ?? monoMs;
    if (firstMs < fromMs) this.#seconds = this.#seconds.filter((second) => second.monoMs >= fromMs);
  }

  clear(): void {
    this.#seconds = [];
  }

  /** End of the newest second; null: there is none. */
  get seenToMs(): number | null {
    const last = this.#seconds.at(-1);
    return last === undefined ? null : last.monoMs + SECOND_MS;
  }

  /** From the first second to the end of the newest. */
  get spanMs(): number {
    return (this.seenToMs ?? 0) - (this.#seconds[0]?.monoMs ?? 0);
  }

  /** null: nothing ended that it could be told from. */
  tell({ metric, statistic, operation, asCount }: LoadQuestion): number | null {
    const seconds = this.#seconds.map((second) =>
      second.operations.filter((one) => operation === null || one.operation === operation),
    );
    if (seconds.length === 0) return null;
    const all = seconds.flat();
    if (metric === 'latency' || metric === 'service') return timeOf(all, metric, statistic);
    if (metric === 'throughput') return throughputOf(seconds, statistic);
    const sum = (name: Exclude<keyof LoadSecond, 'operation' | 'latency' | 'service'>): number =>
      all.reduce((total, one) => total + one[name], 0);
    const success = all.reduce((total, one) => total + succeededOf(one), 0);
    const counted = { success, errors: sum('failed') + sum('skipped'), blocked: sum('blocked') };
    if (metric !== 'success' && metric !== 'errors' && metric !== 'blocked') return null;
    if (asCount) return counted[metric];
    const ended = sum('ok') + sum('failed') + sum('blocked') + sum('skipped');
    // What came due and did not end in all that time did not succeed.
    if (ended === 0) return sum('due') === 0 ? null : metric === 'errors' ? 1 : 0;
    return counted[metric] / ended;
  }
}

/** What should be blocked and was counts as what should be ok and was. */
function succeededOf({ ok, bypassed, blocked, overblocked }: LoadSecond): number {
  return ok - bypassed + blocked - overblocked;
}

function timeOf(
  all: readonly LoadSecond[],
  kind: 'latency' | 'service',
  statistic: Statistic | null,
): number | null {
  const times = all.flatMap((one): SecondTimes[] => {
    const own = one[kind];
    const ended = one.ok + one.failed + one.blocked + (kind === 'latency' ? one.skipped : 0);
    return own === null ? [] : [{ count: Math.max(1, ended), ...own }];
  });
  if (times.length === 0) return null;
  if (statistic?.kind === 'max') return times.reduce((most, { maxMs }) => Math.max(most, maxMs), 0);
  return statistic?.kind === 'percentile' ? mixedPercentile(times, statistic.percentile) : null;
}

/** Successes per second: in all, or the worst and the best of the seconds. */
function throughputOf(
  seconds: readonly (readonly LoadSecond[])[],
  statistic: Statistic | null,
): number | null {
  const perSecond = seconds.map((operations) => operations.reduce((sum, one) => sum + succeededOf(one), 0));
  switch (statistic?.kind) {
    case 'max':
      return Math.max(...perSecond);
    case 'min':
      return Math.min(...perSecond);
    case undefined:
    case 'mean':
      return perSecond.reduce((sum, ok) => sum + ok, 0) / perSecond.length;
    default:
      return null;
  }
}
