/**
 * What alerts on slopes and growth go by, while the run goes on: judged as the criteria that they are the opposite of, so
 * that one fires when the whole interval of a slope is beyond its limit, and no sooner than a verdict would say so.
 */
import type { AlertPlan } from '../plan/alert/alert-plan.ts';
import type { Plan } from '../plan/plan.ts';
import type { Quantity } from '../plan/quantity/quantity.ts';
import type { Criterion } from '../plan/rule/criterion.ts';
import type { Comparison } from '../plan/rule/rule.ts';
import { judgeCriterion } from '../verdict/judge.ts';
import type { CriterionVerdict } from '../verdict/verdict.ts';
import { placeCriteria } from './criteria.ts';
import { evidenceOf } from './evidence.ts';
import type { Investigation } from './investigation.ts';

export interface JudgedAlert {
  /** Index in the plan's list of alerts, and of the target; null: the run as a whole. */
  readonly alert: number;
  readonly target: number | null;
  /** fail: its rule is true. */
  readonly limit: CriterionVerdict;
  /** pass: it is back where it should be. */
  readonly clear: CriterionVerdict;
}

export function judgeAlerts(found: Investigation): JudgedAlert[] {
  return (found.plan.alerts ?? []).flatMap((alert, index) =>
    isOfWholeSoak(alert) ? judgeAlert(alert, index, found) : [],
  );
}

export function isOfWholeSoak({ rule }: Pick<AlertPlan, 'rule'>): boolean {
  return rule.statistic?.kind === 'slope' || rule.statistic?.kind === 'growth';
}

function judgeAlert(alert: AlertPlan, index: number, found: Investigation): JudgedAlert[] {
  const { plan, standing } = found;
  const limit = opposite(alert, alert.rule.limit);
  const clear = opposite(alert, alert.clear ?? alert.rule.limit);
  return placesOf(limit, plan).map((target) => {
    const name = target === null ? null : (plan.targets[target]?.name ?? null);
    const judge = (criterion: Criterion): CriterionVerdict =>
      judgeCriterion(criterion, name, evidenceOf(criterion, target, found), standing);
    return { alert: index, target, limit: judge(limit), clear: judge(clear) };
  });
}

function placesOf(criterion: Criterion, plan: Plan): (number | null)[] {
  return placeCriteria({ ...plan, criteria: [criterion] }).map(({ target }) => target);
}

const OPPOSITES: Readonly<Record<Comparison, Comparison>> = {
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  '==': '!=',
  '!=': '==',
};

function opposite({ rule, during }: AlertPlan, limit: Quantity): Criterion {
  return {
    rule: { ...rule, limit, comparison: OPPOSITES[rule.comparison] },
    overMs: null,
    abort: false,
    during: during === 'soak' ? 'soak' : null,
  };
}
