/** When the load ends because a corpus that is used once is used up. */
import type { LoadPlan } from '../../plan/load/load-plan.ts';
import { arrivalWeights, operationMix } from '../arrival/mix.ts';
import type { CorpusFacts } from './survey.ts';
import { indexAfter } from './takers.ts';

/** Arrivals until the first of them is; null: never. */
export function arrivalsUntilUsedUp(plan: LoadPlan, facts: readonly CorpusFacts[]): number | null {
  const operationOf = operationMix(plan.seed, arrivalWeights(plan.operations));
  const ends = (plan.corpora ?? []).flatMap(({ name, use }) => {
    const takers = plan.operations.map(({ corpus }) => corpus === name);
    const entries = facts.find((corpus) => corpus.name === name)?.entries;
    if (use === 'around' || entries === undefined || !takers.includes(true)) return [];
    return takers.includes(false)
      ? [indexAfter(entries, (index) => takers[operationOf(index)] === true)]
      : [entries];
  });
  return ends.length === 0 ? null : Math.min(...ends);
}
