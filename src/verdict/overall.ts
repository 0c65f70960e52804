import type { Standing } from './evidence.ts';
import { isSaturated, SATURATED_SHARE } from './saturation.ts';
import type { CriterionVerdict, Verdict } from './verdict.ts';

export interface OverallVerdict {
  readonly verdict: Verdict;
  readonly reason: string;
}

/** With fewer of the due ticks taken, what was missed may have been what mattered. */
export const LEAST_COVERAGE = 0.9;

const UNFINISHED: Readonly<Record<Standing['state'], string | null>> = {
  completed: null,
  running: 'the run is still going on',
  aborted: 'the run was aborted',
  interrupted: 'the run was interrupted before its end',
  lost: 'the target was lost',
  failed: 'the soak itself failed',
};

/**
 * Fail where any criterion fails, also of a run that ended early; pass only when nothing at all stands against it.
 * `self`: what is asked of soakd itself. A sick monitor proves no target sound, and none sick: where one of these fails,
 * a pass becomes inconclusive, and a fail stays what it is. One that is undecided takes nothing from a pass, for short
 * runs cannot decide it.
 */
export function overallVerdict(
  criteria: readonly CriterionVerdict[],
  standing: Standing,
  self: readonly CriterionVerdict[] = [],
): OverallVerdict {
  const failed = criteria.filter(({ verdict }) => verdict === 'fail');
  if (failed.length > 0) return { verdict: 'fail', reason: summary(failed, criteria.length, 'fail') };
  const doubt = doubtOf(criteria, standing) ?? sicknessOf(self);
  if (doubt !== null) return { verdict: 'inconclusive', reason: doubt };
  return { verdict: 'pass', reason: `all ${criteria.length} criteria hold` };
}

function doubtOf(criteria: readonly CriterionVerdict[], standing: Standing): string | null {
  const unfinished = UNFINISHED[standing.state];
  if (unfinished !== null) return unfinished;
  if (criteria.length === 0) return 'there is no criterion to judge by';
  if (standing.rowsLost === true) return 'the database was damaged, and what was stored is not all there';
  if (!(standing.coverage >= LEAST_COVERAGE))
    return `only ${percent(standing.coverage)} of the samples due were taken, ${percent(LEAST_COVERAGE)} are needed`;
  if (isSaturated(standing.saturation))
    return `the load generator fell behind in ${standing.saturation?.saturatedSeconds} of ${standing.saturation?.seconds} s, in more than ${percent(SATURATED_SHARE)} of them: what it measured may be its own doing (a lower rate, or a machine with less beside)`;
  const loadTrouble = standing.loadTrouble ?? null;
  if (loadTrouble !== null) return loadTrouble;
  const faultTrouble = standing.faultTrouble ?? null;
  if (faultTrouble !== null) return faultTrouble;
  const open = criteria.filter(({ verdict }) => verdict === 'inconclusive');
  return open.length === 0 ? null : summary(open, criteria.length, 'inconclusive');
}

function sicknessOf(self: readonly CriterionVerdict[]): string | null {
  const sick = self.find(({ verdict }) => verdict === 'fail');
  return sick === undefined ? null : `soakd itself was not well: ${sick.rule}: ${sick.reason}`;
}

function summary(decisive: readonly CriterionVerdict[], all: number, word: Verdict): string {
  const [first] = decisive;
  const target = first?.target === null || first === undefined ? '' : ` (${first.target})`;
  return `${decisive.length} of ${all} criteria ${word}: ${first?.rule ?? ''}${target}: ${first?.reason ?? ''}`;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
