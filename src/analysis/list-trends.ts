/** The trends that a report or a user asks for. */
import type { Plan } from '../plan/plan.ts';
import type { Rule } from '../plan/rule/rule.ts';
import type { StoreReader } from '../store/reader.ts';
import { directionOf } from '../verdict/slope.ts';
import type { AssessedTrend, SeriesTrend } from './assessed-trend.ts';
import { placeCriteria } from './criteria.ts';
import { aspectOf, subjectOf } from './evidence.ts';
import { type Investigation, investigate } from './investigation.ts';
import { type JudgedCriteria, judgeCriteria } from './judge-criteria.ts';
import { limitsOf, NO_OUTLOOK, outlookOf } from './outlook.ts';
import { once } from './remember.ts';
import { openRunRows, type RunRows } from './run-rows.ts';
import { toldTrends, trendsNamed } from './told-trends.ts';
import { type Aspect, nameOf, type Subject, subjectKey } from './trend-book.ts';

export interface TrendRequest {
  /** Slope rules, whose limits do not matter; none: what a report shows. */
  readonly rules: readonly Rule[];
  /** Only this part of the run; null: from its begin, to its end. */
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
}

export interface ListedTrends {
  readonly trends: readonly AssessedTrend[];
  /** Some were worked out now from the minutes that are left of a thinned run. */
  readonly fromMinutes: boolean;
}

/** Of an ended run as a whole those that were told at its end; what was not, and parts of a run, are worked out now. */
export function trendsOf(reader: StoreReader, run: number, request: TrendRequest): ListedTrends {
  const { rules, sinceMs, untilMs } = request;
  const rows = openRunRows(reader, run, untilMs, sinceMs);
  const before = toldTrends(rows);
  if (before !== null && rules.length === 0) return { trends: before, fromMinutes: false };
  const anew = once(() => {
    const found = investigate(rows, { live: false, sinceMs, errorRate: null });
    const judged = judgeCriteria(found);
    return { found, judged, named: bySubject(judgedTrends(judged)) };
  });
  if (rules.length === 0) {
    const { found, judged } = anew();
    return { trends: listTrends(found, judged), fromMinutes: rows.isThinned };
  }
  const listed = subjectsOf(rows.plan, rules).map((subject) => {
    const stand = before === null ? [] : trendsNamed(before, nameOf(subject, rows.facts.targets));
    if (stand.length > 0) return { trends: stand, areTold: true };
    const { found, judged, named } = anew();
    const trends = tell(found, named.get(subjectKey(subject)) ?? unjudged(subject, judged));
    return { trends, areTold: false };
  });
  return {
    trends: listed.flatMap(({ trends }) => trends),
    fromMinutes: rows.isThinned && listed.some(({ areTold }) => !areTold),
  };
}

/**
 * The same without judging anything: what was not told at the end, at the error rate of one of all the plan's trends,
 * whatever they say. Rules about targets and operations that the run does not have are left out.
 */
export function trendsAsked(rows: RunRows, rules: readonly Rule[], sinceMs: number | null): SeriesTrend[] {
  const { targets, operations } = rows.facts;
  const here = rules.filter(
    ({ target, operation }) =>
      (target === null || targets.includes(target)) &&
      (operation === null || operations.some(({ name }) => name === operation)),
  );
  const before = toldTrends(rows);
  const anew = once(() => investigate(rows, { live: false, sinceMs, errorRate: null, perOperation: false }));
  return subjectsOf(rows.plan, here).flatMap((subject): readonly SeriesTrend[] => {
    const stand = before === null ? [] : trendsNamed(before, nameOf(subject, targets));
    return stand.length > 0
      ? stand
      : anew()
          .trends.fitted(subject)
          .map(({ trend }) => trend);
  });
}

function subjectsOf(plan: Plan, rules: readonly Rule[]): Subject[] {
  const criteria = rules.map((rule) => ({ rule, overMs: null, abort: false, during: null }));
  return placeCriteria({ ...plan, criteria }).map(({ criterion, target }) =>
    subjectOf(criterion.rule, target),
  );
}

/** Those that rules name, then those that a reader looks at first. */
export function listTrends(found: Investigation, judged: JudgedCriteria): AssessedTrend[] {
  const others = overview(found.plan).map((subject) => unjudged(subject, judged));
  const told = bySubject([...judgedTrends(judged), ...others]);
  return [...told.values()].flatMap((one) => tell(found, one));
}

/** A trend as it is told: as it was judged, where a rule is about it. */
interface Told {
  readonly subject: Subject;
  readonly aspect: Aspect;
  readonly together: number;
  /** The rule about it; null: none is. */
  readonly rule: Rule | null;
  readonly leaks: boolean;
}

function judgedTrends({ criteria }: JudgedCriteria): Told[] {
  return criteria.flatMap(({ placed: { criterion, target }, answer, together }) =>
    together === null
      ? []
      : [
          {
            subject: subjectOf(criterion.rule, target),
            aspect: aspectOf(criterion),
            together,
            rule: criterion.rule,
            leaks: answer.verdict === 'fail',
          },
        ],
  );
}

function unjudged(subject: Subject, { othersTogether }: JudgedCriteria): Told {
  return { subject, aspect: {}, together: othersTogether, rule: null, leaks: false };
}

/** Of several rules about one trend the first that fails, else the first. */
function bySubject(told: readonly Told[]): Map<string, Told> {
  const chosen = new Map<string, Told>();
  for (const one of told) {
    const key = subjectKey(one.subject);
    const before = chosen.get(key);
    if (before === undefined || (one.leaks && !before.leaks)) chosen.set(key, one);
  }
  return chosen;
}

function tell(found: Investigation, { subject, aspect, together, rule }: Told): AssessedTrend[] {
  const fitted = found.trends.fitted(subject, aspect, together);
  const limits = rule === null ? [] : limitsOf(subject, rule, found.placed);
  return fitted.map(({ trend }, life) => {
    if (rule === null) return { ...trend, ...NO_OUTLOOK };
    const lives = life === fitted.length - 1;
    const kept = directionOf(rule) === 'rise' ? found.limitsInForce(subject, trend.generation) : [];
    return { ...trend, ...outlookOf(rule, trend, lives ? [...limits, ...kept] : []) };
  });
}

function overview(plan: Plan): Subject[] {
  const ofTargets = (['anon', 'rss', 'fds', 'threads'] as const).flatMap((name) =>
    plan.targets.map(
      (_, target): Subject => ({
        metric: { kind: 'target', name },
        percentile: null,
        operation: null,
        target,
      }),
    ),
  );
  return plan.load === null ? ofTargets : [...ofTargets, ...ofLoad];
}

const OF_ALL = { percentile: null, operation: null, target: null } as const;

/** What drifts when a service degrades: its times, what it gets done, and what goes wrong. */
const ofLoad: readonly Subject[] = [
  ...[50, 95, 99].map(
    (percentile): Subject => ({ ...OF_ALL, metric: { kind: 'load', name: 'latency' }, percentile }),
  ),
  { ...OF_ALL, metric: { kind: 'load', name: 'throughput' } },
  { ...OF_ALL, metric: { kind: 'load', name: 'errors' } },
];
