/** The load tools of a load while it is compiled: a tool and its requests are operations beside each other. */

import type { OperationPlan } from '../../plan/operation/operation-plan.ts';
import type {
  CommandOperationPlan,
  CountedOperationPlan,
} from '../../plan/operation/process-operation-plan.ts';
import type { Operation } from '../operation.ts';
import type { RowFields } from '../template.ts';
import { compileCommand } from './command-operation.ts';

interface Context {
  readonly seed: number;
  readonly rows: RowFields | null;
}

export class Tools {
  /** By the tool's name: what its output tells of is this operation. */
  readonly #countedAs: ReadonlyMap<string, number>;
  readonly #compiled = new Map<string, Operation>();

  constructor(plans: readonly OperationPlan[]) {
    this.#countedAs = new Map(
      plans.flatMap(({ kind, step }, index) =>
        kind === 'counted' && step !== undefined ? [[step.flow, index] as const] : [],
      ),
    );
  }

  /** A tool comes before its requests, which never begin by themselves. */
  compile(plan: CommandOperationPlan | CountedOperationPlan, { seed, rows }: Context): Operation {
    if (plan.kind === 'command') {
      const tool = compileCommand(plan, seed, rows, this.#countedAs.get(plan.name) ?? null);
      this.#compiled.set(plan.name, tool);
      return tool;
    }
    const tool = this.#compiled.get(plan.step?.flow ?? '');
    if (tool === undefined) throw new RangeError(`no load tool of ${plan.name}`);
    return tool;
  }
}
