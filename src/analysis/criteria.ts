/** The criteria of a plan, one for each target that they speak of. */

import type { Plan } from '../plan/plan.ts';
import type { Criterion } from '../plan/rule/criterion.ts';
import type { MetricRef } from '../plan/rule/rule.ts';

export interface PlacedCriterion {
  readonly criterion: Criterion;
  /** Index of the target; null: the run as a whole. */
  readonly target: number | null;
}

export function placeCriteria(plan: Plan): PlacedCriterion[] {
  return plan.criteria.flatMap((criterion): PlacedCriterion[] => {
    const { metric, target } = criterion.rule;
    if (!isOfTarget(metric)) return [{ criterion, target: null }];
    const named = plan.targets.map((_, index) => index);
    const meant = target === null ? named : named.filter((index) => plan.targets[index]?.name === target);
    return meant.map((index) => ({ criterion, target: index }));
  });
}

export function isOfTarget(metric: MetricRef): boolean {
  return metric.kind === 'target' || metric.kind === 'restarts';
}

/** A trend that fails ends the run. */
export function isEndedByTrend(plan: Pick<Plan, 'criteria'>): boolean {
  return plan.criteria.some((criterion) => criterion.abort && isOfTrend(criterion));
}

export function isOfTrend({ rule }: Criterion): boolean {
  return rule.statistic?.kind === 'slope';
}
