/** From the stored rows of a run to everything soakd has to say about it. */
import type { Plan } from '../plan/plan.ts';
import type { StoreReader } from '../store/reader.ts';
import type { VerdictRow } from '../store/verdict-record.ts';
import { overallVerdict } from '../verdict/overall.ts';
import type { CriterionVerdict } from '../verdict/verdict.ts';
import { assessLoad } from './assess-load.ts';
import type { Assessment } from './assessment.ts';
import { describeAlerts, describeSnapshots } from './describe-alerts.ts';
import { describeFaults } from './describe-faults.ts';
import {
  describeEvents,
  describeSelf,
  describeTargets,
  describeUnavailable,
  isoTime,
} from './describe-run.ts';
import { drainEvidence } from './drain-evidence.ts';
import { type Investigation, investigate } from './investigation.ts';
import { judgeAlerts } from './judge-alerts.ts';
import { judgeCriteria } from './judge-criteria.ts';
import { judgeSelf } from './judge-self.ts';
import { listTrends } from './list-trends.ts';
import { Looks } from './looks.ts';
import { once } from './remember.ts';
import { openRunRows, type RunRows } from './run-rows.ts';
import { toldTrends } from './told-trends.ts';

export interface AssessOptions {
  /** Rows after this are not looked at; null: all there are. */
  readonly untilMs: number | null;
  /** The run goes on: operations in flight are not failures yet. */
  readonly live: boolean;
}

/**
 * Verdicts and trends that were stored when the run ended stand as they are. `looks`: those that were taken before.
 */
export function assess(
  reader: StoreReader,
  run: number,
  options: AssessOptions,
  looks = new Looks(reader, run),
): Assessment {
  return assessRows(openRunRows(reader, run, options.untilMs), options, looks);
}

/** Of rows that are asked for something else as well. */
export function assessRows(rows: RunRows, options: Pick<AssessOptions, 'live'>, looks: Looks): Assessment {
  const found = investigate(rows, { live: options.live, sinceMs: null, errorRate: null });
  const load = assessLoad(rows, found.counts, found.steadyTimes(), found.timeline, options);
  const judged = once(() => judgeCriteria(found));
  const verdictRows = options.live ? [] : rows.verdicts();
  const stored = verdictRows.filter(({ ofSelf }) => !ofSelf).map(plainVerdict);
  const storedOfSelf = verdictRows.filter(({ ofSelf }) => ofSelf).map(plainVerdict);
  // The verdict of the run comes last: without it not all of them may be there.
  const frozen = !options.live && rows.facts.verdict !== null;
  const judgedNow = (): readonly CriterionVerdict[] =>
    options.live ? looks.verdictsSoFar(found, judged()) : looks.verdictsOfEnd(found, judged());
  const criteria = frozen ? stored : judgedNow();
  const self = storedOfSelf.length > 0 ? storedOfSelf : judgeSelf(found);
  const trends = options.live ? null : toldTrends(rows);
  const overall = overallVerdict(criteria, found.standing, self);
  return {
    version: 1,
    run: describeRun(rows, found),
    verdict: (frozen ? rows.facts.verdict : null) ?? overall.verdict,
    reason: endedBy(rows) ?? overall.reason,
    criteria,
    frozen,
    trends: trends ?? listTrends(found, judged()),
    trendsFrozen: trends !== null,
    comeBack: drainEvidence(rows, found),
    load,
    targets: describeTargets(rows),
    faults: describeFaults(rows, found),
    alerts: describeAlerts(rows.alerts(), rows.notifications(), rows.facts.targets),
    watched: options.live ? judgeAlerts(found) : [],
    snapshots: describeSnapshots(rows.snapshots(), rows.facts.targets),
    ...describeEvents(rows.events, rows.facts.targets),
    unavailable: describeUnavailable(rows.availability(), rows.facts.targets),
    coverage: found.coverage ?? 0,
    self: describeSelf(rows, self),
  };
}

/** What ended a run before its time, in the words of its event. */
function endedBy({ facts, events }: RunRows): string | null {
  const kind = facts.state === 'lost' ? 'target-lost' : facts.state === 'failed' ? 'error' : null;
  return events.findLast(({ event }) => event === kind)?.text ?? null;
}

function plainVerdict(row: Required<VerdictRow>): CriterionVerdict {
  const { position: _position, ofSelf: _ofSelf, ...verdict } = row;
  return verdict;
}

function describeRun({ facts }: RunRows, { plan, timeline }: Investigation): Assessment['run'] {
  return {
    id: facts.id,
    name: facts.name,
    state: facts.state,
    phase: facts.phase,
    startedAt: isoTime(facts.startedWallMs),
    endedAt: facts.endedWallMs === null ? null : isoTime(facts.endedWallMs),
    observedS: facts.observedMs / 1000,
    plannedS: plannedS(plan),
    soakFromS: timeline.soakFromMs / 1000,
    soakToS: timeline.soakToMs / 1000,
    gaps: timeline.gaps,
    thinnedAt: facts.thinnedWallMs === null ? null : isoTime(facts.thinnedWallMs),
    planSha256: facts.planSha256,
    host: JSON.parse(facts.hostJson) as Record<string, unknown>,
  };
}

/** A plan that was stored before there was a reload has none. */
function plannedS({ ending, drain }: Plan): number | null {
  if (ending.kind !== 'duration') return null;
  return (ending.durationMs + (drain?.durationMs ?? 0) + (drain?.reloadMs ?? 0)) / 1000;
}
