/** How the slopes of a plan changed over its runs: one figure a run, and whether they are all of one kind. */
import type { Plan } from '../plan/plan.ts';
import type { Rule } from '../plan/rule/rule.ts';
import type { StoredRun } from '../store/read-run.ts';
import type { StoreReader } from '../store/reader.ts';
import { FEWEST_FIGURES, findChange } from '../trend/change-point.ts';
import { medianOf } from '../trend/median.ts';
import { theilSenSlope } from '../trend/theil-sen.ts';
import type { CriterionVerdict } from '../verdict/verdict.ts';
import type { SeriesTrend } from './assessed-trend.ts';
import { isOfTrend } from './criteria.ts';
import { trendsAsked } from './list-trends.ts';
import { openRunRows } from './run-rows.ts';

export interface SlopesRequest {
  /** Slope rules, whose limits do not matter; none: those of the newest run's plan. */
  readonly rules: readonly Rule[];
  /** The same part of each run, since its begin. */
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
}

export interface SlopeOfRun {
  readonly run: StoredRun;
  readonly planSha256: string;
  /** Of several lives of a target the longest; null: there is no such series in this run. */
  readonly trend: SeriesTrend | null;
  /** What was said of it when the run was judged; null: no rule of its plan was about it. */
  readonly verdict: CriterionVerdict['verdict'] | null;
}

export type SlopeChange =
  | { readonly kind: 'too few'; readonly have: number; readonly need: number }
  | { readonly kind: 'none'; readonly median: number; readonly p: number }
  | {
      /** step: from one level to another between two runs; drift: bit by bit. */
      readonly kind: 'step' | 'drift';
      readonly direction: 'rose' | 'fell';
      /** Probability that figures of one kind look so different; of all metrics asked for together under 5 % were accepted. */
      readonly p: number;
      /** Index of the first run after the change, among those asked for. */
      readonly since: number;
      /** Medians of the slopes, per hour. */
      readonly before: number;
      readonly after: number;
      /** By how much the slope changes from run to run (Theil and Sen). */
      readonly perRun: number;
    };

export interface SlopesOverRuns extends Pick<SeriesTrend, 'metric' | 'target' | 'operation' | 'unit'> {
  /** Oldest first, one for each run asked for. */
  readonly runs: readonly SlopeOfRun[];
  readonly change: SlopeChange;
}

/** Of all metrics together, that chance alone is called a change. */
const ERROR_RATE = 0.05;

/** `runs`: of one plan, oldest first. */
export function slopesOverRuns(
  reader: StoreReader,
  runs: readonly StoredRun[],
  request: SlopesRequest,
): SlopesOverRuns[] {
  const newest = runs.at(-1);
  const rules = request.rules.length > 0 || newest === undefined ? request.rules : rulesOf(reader, newest);
  const read = runs.map((run) => readRun(reader, run, { ...request, rules }));
  const names = new Map(
    read.toReversed().flatMap(({ trends }) => trends.map((trend) => [nameOf(trend), trend] as const)),
  );
  const errorRate = ERROR_RATE / Math.max(1, names.size);
  return Array.from(names, ([name, { metric, target, operation, unit }]) => {
    const slopes = read.map(({ run, planSha256, trends, verdictOf }): SlopeOfRun => {
      const trend = longest(trends.filter((one) => nameOf(one) === name));
      return { run, planSha256, trend, verdict: trend && verdictOf(trend) };
    });
    return { metric, target, operation, unit, runs: slopes, change: changeOf(slopes, errorRate) };
  });
}

function rulesOf(reader: StoreReader, { run }: StoredRun): Rule[] {
  const plan = JSON.parse(reader.readRun(run).planJson) as Plan;
  return plan.criteria.filter(isOfTrend).map(({ rule }) => rule);
}

function readRun(reader: StoreReader, run: StoredRun, { rules, sinceMs, untilMs }: SlopesRequest) {
  const rows = openRunRows(reader, run.run, untilMs, sinceMs);
  const verdicts = rows.verdicts();
  const verdictOf = ({ metric, target, operation }: SeriesTrend): SlopeOfRun['verdict'] => {
    const name = operation === null ? metric : metric.replace(/^(\w+)/, `$1{${operation}}`);
    const own = verdicts.find(
      (one) => one.target === target && one.rule.replace(/@[^.{]+/, '').startsWith(`${name}.slope`),
    );
    return rows.isWhole ? (own?.verdict ?? null) : null;
  };
  return { run, planSha256: rows.facts.planSha256, trends: trendsAsked(rows, rules, sinceMs), verdictOf };
}

function nameOf({ metric, target, operation }: SeriesTrend): string {
  return JSON.stringify([metric, target, operation]);
}

function longest(trends: readonly SeriesTrend[]): SeriesTrend | null {
  const told = trends.filter(({ slopePerHour }) => slopePerHour !== null);
  return (told.length > 0 ? told : trends).toSorted((a, b) => b.spanS - a.spanS)[0] ?? null;
}

function changeOf(runs: readonly SlopeOfRun[], errorRate: number): SlopeChange {
  const places = runs.flatMap(({ trend }, place) => (trend?.slopePerHour == null ? [] : [place]));
  const slopes = Float64Array.from(places, (place) => runs[place]?.trend?.slopePerHour ?? 0);
  if (slopes.length < FEWEST_FIGURES) return { kind: 'too few', have: slopes.length, need: FEWEST_FIGURES };
  const found = findChange(slopes);
  const median = medianOf(slopes) ?? 0;
  if (found === null || found.p >= errorRate) return { kind: 'none', median, p: found?.p ?? 1 };
  const before = medianOf(slopes.subarray(0, found.at)) ?? 0;
  const after = medianOf(slopes.subarray(found.at)) ?? 0;
  const perRun = theilSenSlope(
    Float64Array.from(slopes, (_, index) => index),
    slopes,
  );
  const stepped = strayed(slopes, (index) => (index < found.at ? before : after));
  const middle = medianOf(slopes.map((slope, index) => slope - perRun * index)) ?? 0;
  const drifted = strayed(slopes, (index) => middle + perRun * index);
  return {
    kind: drifted < stepped ? 'drift' : 'step',
    direction: after > before ? 'rose' : 'fell',
    p: found.p,
    since: places[found.at] ?? 0,
    before,
    after,
    perRun,
  };
}

/** How far off in all: an outlier counts once, not squared. */
function strayed(slopes: Float64Array, course: (index: number) => number): number {
  return slopes.reduce((sum, slope, index) => sum + Math.abs(slope - course(index)), 0);
}
