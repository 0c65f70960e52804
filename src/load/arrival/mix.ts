/** Which operation an arrival does: a pure function of (seed, index) that converges to the weights. */
import { hashFraction, hashKey } from '../../hash.ts';
import type { OperationPlan } from '../../plan/operation/operation-plan.ts';

/** A step of a flow is never an arrival of its own. */
export function arrivalWeights(operations: readonly OperationPlan[]): number[] {
  return operations.map(({ weight, step }) => (step === undefined ? weight : 0));
}

/** Weights ≥ 0, the first above. The answer is an index into them. */
export function operationMix(seed: number, weights: readonly number[]): (index: number) => number {
  const key = hashKey(seed, 'mix');
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const ends = weights.map((weight) => {
    sum += weight;
    return sum / total;
  });
  const last = weights.length - 1;
  return (index) => {
    if (last === 0) return 0;
    const fraction = hashFraction(key, index);
    let operation = 0;
    while (operation < last && fraction >= (ends[operation] ?? 1)) operation++;
    return operation;
  };
}
