/** The trends that a report or a user asks for. */
import type { Plan } from '../plan/plan.ts';
import type { Rule } from '../plan/rule.ts';
import type { StoreReader } from '../store/reader.ts';
import { directionOf } from '../verdict/slope.ts';
import type { AssessedTrend, SeriesTrend } from './assessment.ts';
import { placeCriteria } from './criteria.ts';
import { aspectOf, subjectOf } from './evidence.ts';
import { type Investigation, investigate } from './investigation.ts';
import { type JudgedCriteria, judgeCriteria } from './judge-criteria.ts';
import { limitsOf, NO_OUTLOOK, outlookOf } from './outlook.ts';
import { openRunRows } from './run-rows.ts';
import { type Aspect, type Subject, subjectKey } from './trend-book.ts';

export interface TrendRequest {
  /** Slope rules, whose limits do not matter; none: what a report shows. */
  readonly rules: readonly Rule[];
  /** Only this part of the run; null: from its begin, to its end. */
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
}

export function trendsOf(reader: StoreReader, run: number, request: TrendRequest): AssessedTrend[] {
  const rows = openRunRows(reader, run, request.untilMs, request.sinceMs);
  const found = investigate(rows, { live: false, sinceMs: request.sinceMs, errorRate: null });
  const judged = judgeCriteria(found);
  if (request.rules.length === 0) return listTrends(found, judged);
  const asked = subjectsOf(found, request.rules);
  const named = bySubject(judgedTrends(judged));
  return asked.flatMap((subject) => tell(found, named.get(subjectKey(subject)) ?? unjudged(subject, judged)));
}

/** The same without judging anything: at the error rate of one of all the plan's trends, whatever they say. */
export function trendsAsked(found: Investigation, rules: readonly Rule[]): SeriesTrend[] {
  const here = rules.filter(
    ({ target, operation }) =>
      (target === null || found.plan.targets.some(({ name }) => name === target)) &&
      (operation === null || found.operationIndex(operation) >= 0),
  );
  return subjectsOf(found, here).flatMap((subject) => found.trends.fitted(subject).map(({ trend }) => trend));
}

function subjectsOf({ plan }: Investigation, rules: readonly Rule[]): Subject[] {
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
