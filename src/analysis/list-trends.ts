/** The trends that a report or a user asks for. */
import type { Plan } from '../plan/plan.ts';
import type { Rule } from '../plan/rule.ts';
import type { StoreReader } from '../store/reader.ts';
import type { AssessedTrend } from './assessment.ts';
import { placeCriteria } from './criteria.ts';
import { lookOf, subjectOf } from './evidence.ts';
import { type Investigation, investigate } from './investigation.ts';
import { openRunRows } from './run-rows.ts';
import type { Look, Subject } from './trend-book.ts';

export interface TrendRequest {
  /** Slope rules, whose limits do not matter; none: what a report shows. */
  readonly rules: readonly Rule[];
  /** Only this part of the run; null: from its begin, to its end. */
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
}

export function trendsOf(reader: StoreReader, run: number, request: TrendRequest): AssessedTrend[] {
  const rows = openRunRows(reader, run, request.untilMs);
  const found = investigate(rows, { live: false, sinceMs: request.sinceMs });
  if (request.rules.length === 0) return listTrends(found);
  const criteria = request.rules.map((rule) => ({ rule, overMs: null, abort: false, during: null }));
  const looks = placeCriteria({ ...found.plan, criteria }).map(({ criterion, target }): [Subject, Look] => [
    subjectOf(criterion.rule, target),
    {},
  ]);
  return fitEach(found, looks);
}

/** Those that rules name, then those that a reader looks at first. */
export function listTrends(found: Investigation): AssessedTrend[] {
  const asked = found.placed.flatMap(({ criterion, target }): [Subject, Look][] =>
    criterion.rule.statistic?.kind === 'slope'
      ? [[subjectOf(criterion.rule, target), lookOf(criterion)]]
      : [],
  );
  const looks = [...asked, ...overview(found.plan).map((subject): [Subject, Look] => [subject, {}])];
  return fitEach(found, looks);
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

function fitEach(found: Investigation, looks: readonly (readonly [Subject, Look])[]): AssessedTrend[] {
  const trends = new Map<string, AssessedTrend>();
  for (const [subject, look] of looks) {
    for (const { trend } of found.trends.fitted(subject, look)) {
      const key = JSON.stringify([trend.metric, trend.target, trend.operation, trend.generation]);
      if (!trends.has(key)) trends.set(key, trend);
    }
  }
  return [...trends.values()];
}
