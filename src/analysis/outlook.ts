/** What lies ahead of a trend that a rule is about: how much longer it has to be seen, and when it gets to its limit. */
import type { Rule } from '../plan/rule/rule.ts';
import { timeToLimit } from '../trend/time-to-limit.ts';
import type { Trend } from '../trend/trend.ts';
import { decideSlope, directionOf } from '../verdict/slope.ts';
import type { ToLimit } from './assessed-trend.ts';
import type { PlacedCriterion } from './criteria.ts';
import { subjectOf } from './evidence.ts';
import type { RunRows } from './run-rows.ts';
import { type Subject, subjectKey } from './trend-book.ts';

export interface Outlook {
  readonly needsHours: number | null;
  readonly toLimit: ToLimit | null;
}

export const NO_OUTLOOK: Outlook = { needsHours: null, toLimit: null };

/** What ends the rise of a metric, or has to. */
export interface Limit {
  readonly value: number;
  /** The rule, or what else sets it. */
  readonly setBy: string;
}

/** `limits`: from `limitsOf` and `limitsInForce`; none of a process that another one has followed. */
export function outlookOf(rule: Rule, trend: Trend, limits: readonly Limit[]): Outlook {
  const decision = decideSlope(rule, trend);
  const needsHours = decision?.outcome === 'inconclusive' ? decision.needsHours : null;
  const nearest = decision?.outcome === 'leak' ? nearestOf(rule, trend, limits) : null;
  return { needsHours, toLimit: nearest };
}

/** Rules that what the subject reads must stay below (above, where falling is bad) at all times. */
export function limitsOf(subject: Subject, rule: Rule, placed: readonly PlacedCriterion[]): Limit[] {
  const extreme = directionOf(rule) === 'rise' ? 'max' : 'min';
  const key = subjectKey(subject);
  return placed
    .filter(({ criterion, target }) => subjectKey(subjectOf(criterion.rule, target)) === key)
    .map(({ criterion }) => criterion.rule)
    .filter((other) => other.statistic?.kind === extreme && directionOf(other) === directionOf(rule))
    .map(({ text, limit }) => ({ value: limit.value, setBy: text }));
}

/** Where the kernel ends the rise of a life of a target, or refuses it more. */
export function limitsInForce(
  { metric, target }: Subject,
  generation: number | null,
  rows: RunRows,
): Limit[] {
  if (metric.kind !== 'target' || target === null) return [];
  const own = rows.limits().find((one) => one.target === target && one.generation === generation);
  const { memoryBytes = null, fds = null } = own ?? {};
  if ((metric.name === 'anon' || metric.name === 'rss') && memoryBytes !== null)
    return [{ value: memoryBytes, setBy: 'the memory limit of its control group' }];
  // Each process has its own; of several nobody knows which one gets there.
  if (metric.name === 'fds' && fds !== null && rows.mostProcesses(target) === 1)
    return [{ value: fds, setBy: 'its limit of descriptors (RLIMIT_NOFILE)' }];
  return [];
}

function nearestOf(rule: Rule, trend: Trend, limits: readonly Limit[]): ToLimit | null {
  const known = limits.flatMap(({ value, setBy }): ToLimit[] => {
    const left = timeToLimit(trend, value, directionOf(rule));
    return left === null ? [] : [{ limit: value, rule: setBy, ...left }];
  });
  return known.toSorted((a, b) => a.hours - b.hours)[0] ?? null;
}
