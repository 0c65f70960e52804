/** What lies ahead of a trend that a rule is about: how much longer it has to be seen, and when it gets to its limit. */
import type { Rule } from '../plan/rule.ts';
import { timeToLimit } from '../trend/time-to-limit.ts';
import type { Trend } from '../trend/trend.ts';
import { decideSlope, directionOf } from '../verdict/slope.ts';
import type { ToLimit } from './assessment.ts';
import type { PlacedCriterion } from './criteria.ts';
import { subjectOf } from './evidence.ts';
import { type Subject, subjectKey } from './trend-book.ts';

export interface Outlook {
  readonly needsHours: number | null;
  readonly toLimit: ToLimit | null;
}

export const NO_OUTLOOK: Outlook = { needsHours: null, toLimit: null };

/** `limits`: from `limitsOf`; none of a process that another one has followed. */
export function outlookOf(rule: Rule, trend: Trend, limits: readonly Rule[]): Outlook {
  const decision = decideSlope(rule, trend);
  const needsHours = decision?.outcome === 'inconclusive' ? decision.needsHours : null;
  const nearest = decision?.outcome === 'leak' ? nearestOf(rule, trend, limits) : null;
  return { needsHours, toLimit: nearest };
}

/** Rules that what the subject reads must stay below (above, where falling is bad) at all times. */
export function limitsOf(subject: Subject, rule: Rule, placed: readonly PlacedCriterion[]): Rule[] {
  const extreme = directionOf(rule) === 'rise' ? 'max' : 'min';
  const key = subjectKey(subject);
  return placed
    .filter(({ criterion, target }) => subjectKey(subjectOf(criterion.rule, target)) === key)
    .map(({ criterion }) => criterion.rule)
    .filter((other) => other.statistic?.kind === extreme && directionOf(other) === directionOf(rule));
}

function nearestOf(rule: Rule, trend: Trend, limits: readonly Rule[]): ToLimit | null {
  const known = limits.flatMap(({ text, limit }): ToLimit[] => {
    const left = timeToLimit(trend, limit.value, directionOf(rule));
    return left === null ? [] : [{ limit: limit.value, rule: text, ...left }];
  });
  return known.toSorted((a, b) => a.hours - b.hours)[0] ?? null;
}
