/** The three outcomes, and one criterion's answer. */

export type Verdict = 'pass' | 'fail' | 'inconclusive';

export interface CriterionVerdict {
  readonly rule: string;
  /** Name of the target it was judged on; null for the run as a whole. */
  readonly target: string | null;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly observed: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly unit: string;
}
