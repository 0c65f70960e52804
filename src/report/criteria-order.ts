import type { CriterionVerdict, Verdict } from '../verdict/verdict.ts';

const ORDER: readonly Verdict[] = ['fail', 'inconclusive', 'pass'];

export const MARKS: Readonly<Record<Verdict, string>> = { pass: '✓', fail: '✗', inconclusive: '?' };

/** Failures first, then what is undecided; else in the order of the plan. */
export function worstFirst(criteria: readonly CriterionVerdict[]): CriterionVerdict[] {
  return criteria.toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
}
