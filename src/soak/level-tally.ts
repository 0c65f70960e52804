/** What the load of one level saw, and whether the rules hold for it. */

import { measure } from '../analysis/load-evidence.ts';
import { Histogram } from '../load/figure/histogram.ts';
import type { HistogramWindow, SecondWindow } from '../load/figure/window.ts';
import type { LevelOutcome } from '../plan/load/level.ts';
import type { SearchModel } from '../plan/load/model-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { formatQuantity } from '../plan/quantity/quantity.ts';
import type { Rule } from '../plan/rule/rule.ts';
import { LOAD_COUNTS, type LoadCount } from '../store/read-load.ts';
import { compare } from '../verdict/judge.ts';
import { isSaturated } from '../verdict/saturation.ts';

/** A level is too short for what a whole run bears of single seconds; half of it says nothing of the target. */
const MOST_SATURATED = 0.5;

/** Of the rate that a level asks for: with less it is another level. */
const LEAST_OFFERED = 0.9;

interface Times {
  readonly latency: Histogram;
  readonly service: Histogram;
}

export class LevelTally {
  readonly #names: readonly string[];
  readonly #counts: Record<LoadCount, number>[];
  readonly #times: readonly Times[];
  #seconds = 0;
  #saturatedSeconds = 0;

  constructor({ load }: Pick<Plan, 'load'>) {
    this.#names = (load?.operations ?? []).map(({ name }) => name);
    this.#counts = this.#names.map(nothing);
    this.#times = this.#names.map(() => ({ latency: new Histogram(), service: new Histogram() }));
  }

  second({ operations, generator }: SecondWindow): void {
    this.#seconds += 1;
    if (generator.saturated) this.#saturatedSeconds += 1;
    for (const second of operations) {
      const counts = this.#counts[second.operation];
      if (counts !== undefined) for (const name of LOAD_COUNTS) counts[name] += second[name];
    }
  }

  histogram({ operations }: HistogramWindow): void {
    for (const { operation, latency, service } of operations) {
      this.#times[operation]?.latency.mergeEncoded(latency);
      this.#times[operation]?.service.mergeEncoded(service);
    }
  }

  /** `loadMs`: how long it came; `perSecond`: at which rate, null: by users. The rules in their order: the first that does not hold is told. */
  judge(
    rules: SearchModel['holds'],
    loadMs: number,
    perSecond: number | null = null,
  ): Pick<LevelOutcome, 'outcome' | 'why'> {
    const seconds = { saturatedSeconds: this.#saturatedSeconds, seconds: this.#seconds };
    if (isSaturated(seconds) || this.#saturatedSeconds > MOST_SATURATED * this.#seconds) {
      const why = `the load generator fell behind in ${this.#saturatedSeconds} of ${this.#seconds} s`;
      return { outcome: 'saturated', why };
    }
    const due = this.#counts.reduce((sum, counts) => sum + counts.due, 0);
    if (perSecond !== null && due < LEAST_OFFERED * perSecond * (loadMs / 1000) - 1) {
      const offered = Number(((1000 * due) / loadMs).toPrecision(3));
      return { outcome: 'saturated', why: `no more than ${offered}/s came due` };
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
  #tell(rule: Rule, loadMs: number): number | null {
    const { metric, statistic, operation } = rule;
    if (metric.kind !== 'load') return null;
    const isOwn = (_: unknown, index: number): boolean =>
      operation === null || this.#names[index] === operation;
    if (metric.name !== 'latency' && metric.name !== 'service') {
      const counts = nothing();
      for (const own of this.#counts.filter(isOwn)) for (const name of LOAD_COUNTS) counts[name] += own[name];
      return measure(metric.name, rule, counts, loadMs / 1000, 'whole');
    }
    const merged = new Histogram();
    for (const own of this.#times.filter(isOwn)) merged.merge(own[metric.name]);
    if (statistic?.kind === 'percentile') return merged.percentileMs(statistic.percentile);
    if (statistic?.kind === 'max') return merged.maxMs;
    return statistic?.kind === 'min' ? merged.minMs : merged.meanMs;
  }
}

function nothing(): Record<LoadCount, number> {
  return Object.fromEntries(LOAD_COUNTS.map((name) => [name, 0])) as Record<LoadCount, number>;
}

function textOf(value: number, { limit }: Rule): string {
  return limit.dimension === 'ratio'
    ? `${Number((100 * value).toPrecision(6))}%`
    : formatQuantity(Number(value.toPrecision(3)), limit.dimension);
}
