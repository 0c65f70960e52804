/** The rules of a plan that gives none, and those of every plan. */
import type { Criterion } from './plan.ts';
import { parseRule } from './rule-parser.ts';

const TARGET_RULES = ['anon.slope < max(1MB/h, 0.5%/h)', 'fds.slope < 0.5/h', 'threads.slope < 0.5/h'];
const LOAD_RULES = ['latency.p95.slope < 2%/h', 'success >= 99%'];
const IMPLIED_RULES = ['restarts.unplanned == 0', 'coverage >= 90%'];

export function defaultCriteria(hasLoad: boolean): Criterion[] {
  return [...TARGET_RULES, ...(hasLoad ? LOAD_RULES : [])].map(plainCriterion);
}

/** The implied rules on whose metric the plan has no word of its own. */
export function impliedCriteria(own: readonly Criterion[]): Criterion[] {
  return IMPLIED_RULES.map(plainCriterion).filter(
    ({ rule }) => !own.some((criterion) => criterion.rule.metric.kind === rule.metric.kind),
  );
}

function plainCriterion(text: string): Criterion {
  return { rule: parseRule(text), overMs: null, abort: false, during: null };
}
