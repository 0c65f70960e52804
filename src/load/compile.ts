/** The plan's operations, compiled. */
import type { OperationPlan } from '../plan/plan.ts';
import { compileExec } from './exec-operation.ts';
import { compileHttp } from './http-operation.ts';
import type { Operation } from './operation.ts';
import { compileTcp } from './tcp-operation.ts';

/** Throws a SoakdError where the plan asks for what cannot be sent. */
export function compileOperations(plans: readonly OperationPlan[], seed: number): readonly Operation[] {
  return plans.map((plan) => compile(plan, seed));
}

function compile(plan: OperationPlan, seed: number): Operation {
  switch (plan.kind) {
    case 'http':
      return compileHttp(plan, seed);
    case 'tcp':
      return compileTcp(plan, seed);
    case 'exec':
      return compileExec(plan, seed);
  }
}
