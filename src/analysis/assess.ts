/** From the stored rows of a run to everything soakd has to say about it. */
import type { Plan } from '../plan/plan.ts';
import type { StoreReader } from '../store/reader.ts';
import { alphaFor } from '../verdict/error-rate.ts';
import type { Standing } from '../verdict/evidence.ts';
import { judgeCriterion } from '../verdict/judge.ts';
import { overallVerdict } from '../verdict/overall.ts';
import type { CriterionVerdict } from '../verdict/verdict.ts';
import { assessLoad } from './assess-load.ts';
import type { AssessedTrend, Assessment } from './assessment.ts';
import { type PlacedCriterion, placeCriteria } from './criteria.ts';
import {
  describeEvents,
  describeSelf,
  describeTargets,
  describeUnavailable,
  isoTime,
} from './describe-run.ts';
import { evidenceOf, lookOf, subjectOf } from './evidence.ts';
import { type Investigation, investigate } from './investigation.ts';
import { openRunRows, type RunRows } from './run-rows.ts';
import type { Look, Subject } from './trend-book.ts';

export interface AssessOptions {
  /** Rows after this are not looked at; null: all there are. */
  readonly untilMs: number | null;
  /** The run goes on: operations in flight are not failures yet. */
  readonly live: boolean;
}

/** Verdicts that were stored when the run ended stand as they are; trends are always worked out anew. */
export function assess(reader: StoreReader, run: number, options: AssessOptions): Assessment {
  const rows = openRunRows(reader, run, options.untilMs);
  const plan = storedPlan(rows);
  const placed = placeCriteria(plan);
  const slopes = placed.filter(({ criterion }) => criterion.rule.statistic?.kind === 'slope');
  const found = investigate(rows, plan, {
    live: options.live,
    alpha: (direction) => alphaFor(slopes.length, direction),
  });
  const load = assessLoad(rows, found.counts, found.steadyTimes());
  const standing: Standing = {
    state: rows.facts.state,
    coverage: found.coverage,
    saturatedShare: load === null || load.seconds === 0 ? null : load.saturatedShare,
  };
  const frozen = options.live ? [] : rows.verdicts().map(withoutPosition);
  const criteria = frozen.length > 0 ? frozen : judge(placed, found, standing, rows.facts.targets);
  const overall = overallVerdict(criteria, standing);
  return {
    version: 1,
    run: describeRun(rows, plan, found),
    verdict: (frozen.length > 0 ? rows.facts.verdict : null) ?? overall.verdict,
    reason: overall.reason,
    criteria,
    frozen: frozen.length > 0,
    trends: listTrends(found, placed, plan),
    load,
    targets: describeTargets(rows),
    faults: [],
    alerts: [],
    ...describeEvents(rows.events, rows.facts.targets),
    unavailable: describeUnavailable(rows.availability(), rows.facts.targets),
    coverage: found.coverage,
    self: describeSelf(rows.self),
  };
}

/** Written by this version of soakd or an earlier one, from a plan that was parsed then. */
function storedPlan({ facts }: RunRows): Plan {
  return JSON.parse(facts.planJson) as Plan;
}

function judge(
  placed: readonly PlacedCriterion[],
  found: Investigation,
  standing: Standing,
  targetNames: readonly string[],
): CriterionVerdict[] {
  return placed.map(({ criterion, target }) => {
    const name = target === null ? null : (targetNames[target] ?? null);
    return judgeCriterion(criterion, name, evidenceOf(criterion, target, found), standing);
  });
}

function withoutPosition(row: CriterionVerdict & { readonly position: number }): CriterionVerdict {
  const { position: _position, ...verdict } = row;
  return verdict;
}

/** Those that rules name, then those that a reader looks at first. */
function listTrends(found: Investigation, placed: readonly PlacedCriterion[], plan: Plan): AssessedTrend[] {
  const asked = placed.flatMap(({ criterion, target }): [Subject, Look][] =>
    criterion.rule.statistic?.kind === 'slope'
      ? [[subjectOf(criterion.rule, target), lookOf(criterion)]]
      : [],
  );
  const looks = [...asked, ...overview(plan).map((subject): [Subject, Look] => [subject, {}])];
  const trends = new Map<string, AssessedTrend>();
  for (const [subject, look] of looks) {
    for (const { trend } of found.trends.fitted(subject, look)) {
      const key = JSON.stringify([trend.metric, trend.target, trend.operation, trend.generation]);
      if (!trends.has(key)) trends.set(key, trend);
    }
  }
  return [...trends.values()];
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
  if (plan.load === null) return ofTargets;
  return [
    ...ofTargets,
    { metric: { kind: 'load', name: 'latency' }, percentile: 95, operation: null, target: null },
  ];
}

function describeRun({ facts }: RunRows, plan: Plan, { timeline }: Investigation): Assessment['run'] {
  return {
    id: facts.id,
    name: facts.name,
    state: facts.state,
    phase: facts.phase,
    startedAt: isoTime(facts.startedWallMs),
    endedAt: facts.endedWallMs === null ? null : isoTime(facts.endedWallMs),
    observedS: facts.observedMs / 1000,
    plannedS: plan.ending.kind === 'duration' ? plan.ending.durationMs / 1000 : null,
    soakFromS: timeline.soakFromMs / 1000,
    soakToS: timeline.soakToMs / 1000,
    gaps: timeline.gaps,
    planSha256: facts.planSha256,
    host: JSON.parse(facts.hostJson) as Record<string, unknown>,
  };
}
