/** From what a plan wants to have done to the act that does it. */
import type { ActPlan } from '../plan/fault/fault-plan.ts';
import type { Act } from './act.ts';
import { type ActContext, rootOf } from './act-context.ts';
import { freeze } from './freeze.ts';
import { makeHarm } from './make-harm.ts';
import { proxyAct } from './proxy/proxy-act.ts';

/** @throws Error when it cannot be done now: its target does not run */
export async function makeAct(plan: ActPlan, context: ActContext): Promise<Act> {
  switch (plan.kind) {
    case 'freeze':
      return freeze(plan.target, rootOf(plan.target, context));
    case 'proxy':
      return proxyAct(plan, context);
    default:
      return await makeHarm(plan, context);
  }
}
