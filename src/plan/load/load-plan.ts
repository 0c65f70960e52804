/** What is done to the targets, and when. Times in ms, rates per second. */
import type { CorpusPlan } from '../corpus/corpus-plan.ts';
import type { OperationPlan } from '../operation/operation-plan.ts';
import type { LoadModel } from './model-plan.ts';

export interface LoadPlan {
  readonly model: LoadModel;
  /** How many processes send it; default 1. */
  readonly processes?: number;
  /** The most operations in flight at once; one connection each. */
  readonly connections: number;
  readonly timeoutMs: number;
  /** Seeds the mix, the templates and the corpora. */
  readonly seed: number;
  /** A plan that was stored before there were corpora has none. */
  readonly corpora?: readonly CorpusPlan[];
  readonly operations: readonly OperationPlan[];
}
