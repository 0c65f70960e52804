/** How small a slope the next run of a plan will be able to tell, by how an earlier run of it scattered. */
import { plannedMs } from '../plan/extent.ts';
import type { Plan } from '../plan/plan.ts';
import type { Rule } from '../plan/rule/rule.ts';
import type { StoredRun } from '../store/read-run.ts';
import type { StoreReader } from '../store/reader.ts';
import type { AssessedTrend } from './assessed-trend.ts';
import { trendsOf } from './list-trends.ts';

export interface Foreseen {
  /** `anon@redis`, `latency{store}.p95`, as a rule names it. */
  readonly metric: string;
  /** By how much a slope must exceed its budget to be found in four runs of five; in `unit` per hour. */
  readonly excessPerHour: number;
  readonly unit: AssessedTrend['unit'];
}

const SECONDS_PER_HOUR = 3600;

/** The newest run of this name that went to its planned end; null: there is none. */
export function earlierRun(reader: StoreReader, plan: Plan): StoredRun | null {
  return (
    reader
      .listRuns({ name: plan.name })
      .filter(({ state }) => state === 'completed')
      .find(({ run }) => isOfSameService(JSON.parse(reader.readRun(run).planJson) as Plan, plan)) ?? null
  );
}

/** A name alone may be given to more than one service: a target of both has to be the same. */
function isOfSameService(one: Plan, other: Plan): boolean {
  return one.targets.every(({ name, source }) => {
    const twin = other.targets.find((target) => target.name === name);
    return twin === undefined || JSON.stringify(twin.source) === JSON.stringify(source);
  });
}

/** Of the slope rules that the earlier run can speak of. */
export function foresee(reader: StoreReader, earlier: StoredRun, plan: Plan): Foreseen[] {
  const planned = plannedMs(plan);
  if (planned === null) return [];
  const { targets, operations } = reader.readRun(earlier.run);
  const knows = ({ target, operation, statistic }: Rule): boolean =>
    statistic?.kind === 'slope' &&
    (target === null || targets.includes(target)) &&
    (operation === null || operations.some(({ name }) => name === operation));
  const rules = plan.criteria.map(({ rule }) => rule).filter(knows);
  if (rules.length === 0) return [];
  const { trends } = trendsOf(reader, earlier.run, { rules, sinceMs: null, untilMs: null });
  return longestLives(trends).flatMap((trend): Foreseen[] => {
    const excessPerHour = excessOver(trend, planned / 1000);
    return excessPerHour === null ? [] : [{ metric: nameOf(trend), excessPerHour, unit: trend.unit }];
  });
}

/** Of a target that was started again, the generation that says most. */
function longestLives(trends: readonly AssessedTrend[]): AssessedTrend[] {
  const longest = new Map<string, AssessedTrend>();
  for (const trend of trends) {
    const before = longest.get(nameOf(trend));
    if (before === undefined || trend.slopeSpanS > before.slopeSpanS) longest.set(nameOf(trend), trend);
  }
  return [...longest.values()];
}

/** The warm-up takes as long as it did; an interval from noise narrows with T^(3/2), any other with T. */
function excessOver(trend: AssessedTrend, plannedS: number): number | null {
  const { method, detectablePerHour, slopeSpanS, slopeFromS } = trend;
  const spanS = plannedS - slopeFromS;
  if (spanS <= 0 || slopeSpanS <= 0) return null;
  if (method === 'constant') return (trend.quantum * SECONDS_PER_HOUR) / spanS;
  if (detectablePerHour === null) return null;
  return detectablePerHour * (slopeSpanS / spanS) ** (method === 'cosines' ? 3 / 2 : 1);
}

function nameOf({ metric, target, operation }: AssessedTrend): string {
  return `${metric}${target === null ? '' : `@${target}`}${operation === null ? '' : `{${operation}}`}`;
}
