/**
 * soakd's own health, by the same trends as a target's. These verdicts share their error rate among themselves alone:
 * they take nothing from what is claimed of the targets, and none of them can fail a run (verdict/overall.ts).
 */
import { selfCriteria } from '../plan/default-criteria.ts';
import type { Evidence } from '../verdict/evidence.ts';
import { judgeCriterion } from '../verdict/judge.ts';
import type { CriterionVerdict, Verdict } from '../verdict/verdict.ts';
import { isOfTrend } from './criteria.ts';
import { evidenceOf } from './evidence.ts';
import type { Investigation } from './investigation.ts';

/** soakd fills its caches and has its code compiled for some minutes: a rise over less is its start. */
const LEAST_SPAN_S = 30 * 60;
/** The 99th percentile of fewer readings is the largest of them. */
const LEAST_READINGS = 100;

export function judgeSelf(found: Investigation): CriterionVerdict[] {
  const criteria = selfCriteria(found.plan.criteria);
  const together = criteria.filter(isOfTrend).length;
  return criteria.map((criterion) => {
    const evidence = evidenceOf(criterion, null, found, together);
    const answer = judgeCriterion(criterion, null, evidence);
    const trouble = answer.verdict === 'pass' ? null : troubleOf(evidence, answer.verdict);
    if (trouble === null) return answer;
    const reason = answer.verdict === 'fail' ? `${trouble}: ${answer.reason}` : trouble;
    return { ...answer, verdict: 'inconclusive', reason };
  });
}

/** Why what the evidence says of soakd, unless it is good, says nothing yet. */
function troubleOf(evidence: Evidence, verdict: Verdict): string | null {
  if (evidence.kind === 'trend') {
    const spanS = Math.max(0, ...evidence.generations.map(({ trend }) => trend.spanS));
    return spanS < LEAST_SPAN_S ? 'too short to tell from how soakd starts' : null;
  }
  const isFew = evidence.kind === 'value' && evidence.count < LEAST_READINGS;
  return verdict === 'fail' && isFew ? 'too few readings' : null;
}
