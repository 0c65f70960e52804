/** What the load did over the whole run, and its times once warm. */
import type { ExpectedOutcome } from '../plan/corpus/corpus-plan.ts';
import type { FailureTotal, MarkTotal } from '../store/read-outcomes.ts';
import { firstAtOrAfter } from '../trend/points.ts';
import { isSaturated } from '../verdict/saturation.ts';
import { assessCourse } from './assess-course.ts';
import { assessLevels } from './assess-levels.ts';
import type { AssessedLoad, AssessedOperation, AssessedOutcomes } from './assessed-load.ts';
import { summaryOf } from './latency-summary.ts';
import type { MergedHistogram } from './latency-windows.ts';
import { type CumulativeCounts, countsBetween, unresolvedOf } from './load-counts.ts';
import { restedMs, restsOf } from './rests.ts';
import type { RunRows } from './run-rows.ts';
import type { Timeline } from './timeline.ts';

/** As many are stored at most of a run that nothing disturbed. */
const MOST_SAMPLES = 1000;

/** null: the run has no load. `counts` of one operation, or (null) of all; `timeline`: it first stopped at the end of the soak. */
export function assessLoad(
  rows: RunRows,
  counts: (operation: number | null) => CumulativeCounts,
  merged: MergedHistogram,
  timeline: Timeline,
  options: { readonly live: boolean },
): AssessedLoad | null {
  const { operations, targets } = rows.facts;
  if (operations.length === 0) return null;
  const generator = rows.generator();
  const failures = rows.failures();
  const marks = rows.marks();
  const all = total(counts(null));
  const weights = operations.reduce((sum, { weight }) => sum + weight, 0);
  const byOperation = operations.map(({ name, weight, target }, index): AssessedOperation => {
    const own = total(counts(index));
    return {
      name,
      target: target === null ? null : (targets[target] ?? null),
      plannedShare: weight / weights,
      actualShare: all.due === 0 ? null : own.due / all.due,
      ...own,
      failures: byFrequency(failures.filter(({ operation }) => operation === index)),
      marks: byName(marks.filter(({ operation }) => operation === index)),
      latencyMs: summaryOf(merged('latency', index)),
      serviceMs: summaryOf(merged('service', index)),
    };
  });
  const saturatedShare = generator.seconds === 0 ? 0 : generator.saturatedSeconds / generator.seconds;
  return {
    ...ratesOf(counts(null), timeline),
    ...all,
    unresolved: unresolvedOf(all),
    failures: byFrequency(failures),
    outcomes: outcomesOf(rows),
    marks: byName(marks),
    failureSamples: rows.failureSamples(MOST_SAMPLES).map(({ operation, monoMs, ...sample }) => ({
      operation: operations[operation]?.name ?? '',
      atS: monoMs / 1000,
      ...sample,
    })),
    byOperation,
    latencyMs: summaryOf(merged('latency', null)),
    serviceMs: summaryOf(merged('service', null)),
    saturated: isSaturated(generator),
    saturatedSeconds: generator.saturatedSeconds,
    saturatedShare,
    seconds: generator.seconds,
    levels: assessLevels(rows, counts(null), options),
    course: assessCourse(rows.plan, counts(null), timeline),
  };
}

/** null: nothing was said of what should become of an operation. */
function outcomesOf({ outcomes, facts }: RunRows): AssessedOutcomes | null {
  const byCategory = outcomes().map(({ operation, ...outcome }) => ({
    operation: facts.operations[operation]?.name ?? '',
    ...outcome,
  }));
  if (byCategory.length === 0) return null;
  const sum = (expected: ExpectedOutcome, count: 'blocked' | 'allowed' | 'undecided'): number =>
    byCategory
      .filter((outcome) => outcome.expected === expected)
      .reduce((total, outcome) => total + outcome[count], 0);
  return {
    blocked: sum('blocked', 'blocked'),
    bypassed: sum('blocked', 'allowed'),
    allowed: sum('allowed', 'allowed'),
    falsePositives: sum('allowed', 'blocked'),
    unresolved: sum('blocked', 'undecided') + sum('allowed', 'undecided'),
    byCategory,
  };
}

function total(cumulative: CumulativeCounts) {
  return countsBetween(cumulative, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
}

/** Over whole seconds: the load begins and ends somewhere within its first and its last one. Without pauses. */
function ratesOf(
  cumulative: CumulativeCounts,
  { soakToMs, gaps }: Timeline,
): { offered: number; achieved: number } {
  const toS = soakToMs / 1000;
  const { seconds, before } = cumulative;
  // After the last arrival came seconds in which the rest was waited for.
  const end = firstAtOrAfter(seconds, toS);
  const last = before.due.indexOf(before.due[end] ?? 0) - 1;
  const [firstS = 0, lastS = 0] = [seconds[0], seconds[last]];
  const pauses = restsOf(gaps.filter(({ kind }) => kind === 'pause'));
  const pausedS = restedMs(pauses, { fromMs: 1000 * firstS, toMs: 1000 * lastS }) / 1000;
  const wholeS = lastS - firstS - 1 - pausedS;
  if (wholeS < 1) {
    const { due, sent } = countsBetween(cumulative, Number.NEGATIVE_INFINITY, toS);
    return { offered: due / Math.max(end, 1), achieved: sent / Math.max(end, 1) };
  }
  const { due, sent } = countsBetween(cumulative, firstS + 1, lastS);
  return { offered: due / wholeS, achieved: sent / wholeS };
}

export function byName(marks: readonly MarkTotal[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const { mark, count } of marks) sums.set(mark, (sums.get(mark) ?? 0) + count);
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function byFrequency(failures: readonly FailureTotal[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const { failure, count } of failures) sums.set(failure, (sums.get(failure) ?? 0) + count);
  return Object.fromEntries([...sums].sort(([, a], [, b]) => b - a));
}
