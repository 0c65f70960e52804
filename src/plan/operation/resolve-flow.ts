/** A flow as written → the flow and its steps, each an operation. */

import type { FlowOperationPlan } from './flow-plan.ts';
import type { OperationBase } from './operation-base.ts';
import type { HttpOperationPlan } from './operation-plan.ts';
import type { WrittenOperation } from './operation-schema.ts';

type WrittenFlow = NonNullable<WrittenOperation['flow']>;
type WrittenStep = WrittenFlow[number];

/** `base`: that of the flow. A step has its weight, since it is done as often where all goes well. */
export function resolveFlow(
  written: WrittenFlow,
  base: OperationBase,
  resolveHttp: (step: Pick<WrittenStep, 'http' | 'expect'>) => Omit<HttpOperationPlan, keyof OperationBase>,
): readonly [FlowOperationPlan, ...HttpOperationPlan[]] {
  // Its rows, and what its client does after a failure, are of the flow as a whole.
  const { corpus: _corpus, policy: _policy, ...own } = base;
  const steps = written.map(
    (step): HttpOperationPlan => ({
      ...own,
      name: stepName(base.name, step.name),
      ...resolveHttp(step),
      step: {
        flow: base.name,
        extract: Object.entries(step.extract ?? {}).map(([name, { json, matches = '' }]) =>
          json === undefined ? { name, matches } : { name, json },
        ),
      },
    }),
  );
  return [{ ...base, kind: 'flow', steps: steps.map(({ name }) => name) }, ...steps];
}

/** What a step is called in rules and reports. */
export function stepName(flow: string, step: string): string {
  return `${flow}-${step}`;
}
