/** What operations of every kind have in common. Times in ms. */
import type { RefusalPlan } from '../corpus/corpus-plan.ts';
import type { ClientPolicy } from './client-policy.ts';
import type { StepPlan } from './step-plan.ts';

export interface OperationBase {
  readonly name: string;
  /** Relative share of the mix, > 0. */
  readonly weight: number;
  /** The target this operation works on, for slopes per operation; null: counts for every target. */
  readonly target: string | null;
  /** Overrides the load's timeout. */
  readonly timeoutMs: number;
  /** The name of the corpus that its `${row.…}` comes from; left out: none. */
  readonly corpus?: string;
  /** What its client does about failures; left out: nothing. */
  readonly policy?: ClientPolicy;
  /** What counts as blocked, any of them; left out: nothing. */
  readonly blocked?: readonly RefusalPlan[];
  /** It is the step of a flow, and never begins by itself. */
  readonly step?: StepPlan;
}
