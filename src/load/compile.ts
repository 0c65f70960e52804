/** The plan's operations, compiled. */
import type { OperationPlan } from '../plan/plan.ts';
import { compileHttp } from './http-operation.ts';
import type { Operation } from './operation.ts';
import { compileTcp } from './tcp-operation.ts';

/** Throws a SoakdError where the plan asks for what cannot be sent. */
export function compileOperations(plans: readonly OperationPlan[], seed: number): readonly Operation[] {
  return plans.map((plan) => (plan.kind === 'http' ? compileHttp(plan, seed) : compileTcp(plan, seed)));
}
