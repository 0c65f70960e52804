/** What the load of one level saw, and whether the rules hold for it. */
import { Histogram } from '../load/histogram.ts';
import type { HistogramWindow, SecondWindow } from '../load/window.ts';
import type { LevelOutcome } from '../plan/level.ts';
import type { Plan, SearchModel } from '../plan/plan.ts';
import { formatQuantity } from '../plan/quantity.ts';
import type { Rule } from '../plan/rule.ts';
import { compare } from '../verdict/judge.ts';
import { isSaturated } from '../verdict/saturation.ts';

/** A level is too short for what a whole run bears of single seconds; half of it says nothing of the target. */
const MOST_SATURATED = 0.5;

interface Seen {
  due: number;
  ok: number;
  failed: number;
  blocked: number;
  skipped: number;
  readonly latency: Histogram;
  readonly service: Histogram;
}

export class LevelTally {
  readonly #operations: readonly Seen[];
  readonly #names: readonly string[];
  #seconds = 0;
  #saturatedSeconds = 0;

  constructor({ load }: Pick<Plan, 'load'>) {
    this.#names = (load?.operations ?? []).map(({ name }) => name);
    this.#operations = this.#names.map(() => ({
      due: 0,
      ok: 0,
      failed: 0,
      blocked: 0,
      skipped: 0,
      latency: new Histogram(),
      service: new Histogram(),
    }));
  }

  second({ operations, generator }: SecondWindow): void {
    this.#seconds += 1;
    if (generator.saturated) this.#saturatedSeconds += 1;
    for (const { operation, due, ok, failed, blocked, skipped } of operations) {
      const seen = this.#operations[operation];
      if (seen === undefined) continue;
      seen.due += due;
      seen.ok += ok;
      seen.failed += failed;
      seen.blocked += blocked;
      seen.skipped += skipped;
    }
  }

  histogram({ operations }: HistogramWindow): void {
    for (const { operation, latency, service } of operations) {
      this.#operations[operation]?.latency.mergeEncoded(latency);
      this.#operations[operation]?.service.mergeEncoded(service);
    }
  }

  /** `loadMs`: how long it came. The rules in their order: the first that does not hold is told. */
  judge(rules: SearchModel['holds'], loadMs: number): Pick<LevelOutcome, 'outcome' | 'why'> {
    const seconds = { saturatedSeconds: this.#saturatedSeconds, seconds: this.#seconds };
    if (isSaturated(seconds) || this.#saturatedSeconds > MOST_SATURATED * this.#seconds) {
      const why = `the load generator fell behind in ${this.#saturatedSeconds} of ${this.#seconds} s`;
      return { outcome: 'saturated', why };
    }
    for (const rule of rules) {
      const value = this.#tell(rule, loadMs);
      if (value !== null && compare(value, rule.comparison, rule.limit.value)) continue;
      const was = value === null ? 'unknown, as nothing ended' : textOf(value, rule);
      return { outcome: 'broke', why: `${rule.text}: it was ${was}` };
    }
    return { outcome: 'held', why: '' };
  }

  /** null: nothing ended that it could be told from. */
  #tell({ metric, statistic, operation }: Rule, loadMs: number): number | null {
    if (metric.kind !== 'load') return null;
    const all = this.#operations.filter((_, index) => operation === null || this.#names[index] === operation);
    const sum = (name: 'due' | 'ok' | 'failed' | 'blocked' | 'skipped'): number =>
      all.reduce((total, seen) => total + seen[name], 0);
    const asCount = statistic?.kind === 'count';
    // What came due and did not succeed in all that time did not succeed.
    const share = (count: number): number | null =>
      asCount ? count : sum('due') === 0 ? null : count / sum('due');
    switch (metric.name) {
      case 'latency':
      case 'service': {
        const merged = new Histogram();
        for (const seen of all) merged.merge(seen[metric.name]);
        if (statistic?.kind === 'percentile') return merged.percentileMs(statistic.percentile);
        if (statistic?.kind === 'max') return merged.maxMs;
        return statistic?.kind === 'min' ? merged.minMs : merged.meanMs;
      }
      case 'success':
        return share(sum('ok'));
      case 'errors':
        return share(sum('failed') + sum('skipped'));
      case 'blocked':
        return share(sum('blocked'));
      case 'throughput':
        return loadMs <= 0 ? null : (sum('ok') * 1000) / loadMs;
      default:
        return null;
    }
  }
}

function textOf(value: number, { limit }: Rule): string {
  return limit.dimension === 'ratio'
    ? `${Number((100 * value).toPrecision(4))}%`
    : formatQuantity(Number(value.toPrecision(3)), limit.dimension);
}
