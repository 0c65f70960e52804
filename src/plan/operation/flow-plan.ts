/** Flows: several requests that belong together, each an operation of its own beside the flow. */
import type { OperationBase } from './operation-base.ts';

export interface FlowOperationPlan extends OperationBase {
  readonly kind: 'flow';
  /** The names of its steps, operations of the same load, in turn. */
  readonly steps: readonly string[];
}
