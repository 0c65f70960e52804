/** All criteria of a run: those about trends share one error rate, by Holm's procedure. */
import { stepDown } from '../verdict/holm.ts';
import { judgeCriterion } from '../verdict/judge.ts';
import type { CriterionVerdict } from '../verdict/verdict.ts';
import { isOfTrend, type PlacedCriterion } from './criteria.ts';
import { evidenceOf } from './evidence.ts';
import type { Investigation } from './investigation.ts';

export interface JudgedCriterion {
  readonly placed: PlacedCriterion;
  readonly answer: CriterionVerdict;
  /** So many trends shared the error rate when this one was judged; null: it is not about a trend. */
  readonly together: number | null;
}

export interface JudgedCriteria {
  /** In the order of the plan. */
  readonly criteria: readonly JudgedCriterion[];
  /** So many trends share the error rate once no more are found to leak. */
  readonly othersTogether: number;
}

export function judgeCriteria(found: Investigation): JudgedCriteria {
  const judgeAt = ({ criterion, target }: PlacedCriterion, together?: number): CriterionVerdict => {
    const name = target === null ? null : (found.plan.targets[target]?.name ?? null);
    const evidence = evidenceOf(criterion, target, found, together);
    const answer = judgeCriterion(criterion, name, evidence, found.standing);
    const { metric } = criterion.rule;
    if (answer.verdict !== 'pass' || metric.kind !== 'target' || target === null) return answer;
    const trouble = found.unreadable(target, metric.name);
    if (trouble === null) return answer;
    return { ...answer, verdict: 'inconclusive', reason: `${trouble}: ${answer.reason}` };
  };
  const leaks = ({ verdict }: CriterionVerdict): boolean => verdict === 'fail';
  const judged = stepDown(
    found.placed.filter(({ criterion }) => isOfTrend(criterion)),
    { judgeAt, stands: leaks, isOpen: ({ verdict }) => verdict === 'inconclusive' },
  );
  const ofTrends = new Map(judged.map((one) => [one.item, one]));
  return {
    criteria: found.placed.map((placed) => {
      const { answer = judgeAt(placed), together = null } = ofTrends.get(placed) ?? {};
      return { placed, answer, together };
    }),
    othersTogether: Math.max(1, judged.filter(({ answer }) => !leaks(answer)).length),
  };
}
