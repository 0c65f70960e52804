/** The flows of a load while it is compiled: a flow and its steps are operations beside each other that share an endpoint. */
import type { FlowOperationPlan } from '../../plan/operation/flow-plan.ts';
import type { OperationPlan } from '../../plan/operation/operation-plan.ts';
import type { StepPlan } from '../../plan/operation/step-plan.ts';
import type { FlowPart } from '../http/http-operation.ts';
import type { Endpoint, Operation } from '../operation.ts';
import { type FlowStep, flowEndpoint } from './flow-operation.ts';
import { compileExtract, FlowValues } from './flow-values.ts';

interface Flow {
  readonly index: number;
  readonly timeoutMs: number;
  readonly values: FlowValues;
  readonly steps: FlowStep[];
  readonly endpoint: Endpoint<null>;
}

export class Flows {
  readonly #flows = new Map<string, Flow>();

  constructor(plans: readonly OperationPlan[]) {
    for (const [index, { kind, name, timeoutMs }] of plans.entries()) {
      if (kind !== 'flow') continue;
      const [values, steps] = [new FlowValues(), [] as FlowStep[]];
      const endpoint = flowEndpoint(name, steps, values);
      this.#flows.set(name, { index, timeoutMs, values, steps, endpoint });
    }
  }

  whole({ name }: FlowOperationPlan): Operation<null> {
    return this.#operationOf(name);
  }

  /** What the request of a step is compiled with; its rows are those of its flow. */
  partOf({ flow, extract }: StepPlan): { readonly part: FlowPart; readonly flowIndex: number } {
    const { values, index } = this.#get(flow);
    return { part: { values, extract: compileExtract(extract, values) }, flowIndex: index };
  }

  /** The step as an operation of the load, which never begins by itself. */
  add({ flow }: StepPlan, step: FlowStep): Operation<null> {
    // FLOW-STEP is what it is called among all operations.
    this.#get(flow).steps.push({ ...step, name: step.name.slice(flow.length + 1) });
    return this.#operationOf(flow);
  }

  #operationOf(name: string): Operation<null> {
    const { endpoint, timeoutMs } = this.#get(name);
    return { endpoint, timeoutMs, work: null };
  }

  #get(name: string): Flow {
    const flow = this.#flows.get(name);
    if (flow === undefined) throw new RangeError(`no flow ${name}`);
    return flow;
  }
}
