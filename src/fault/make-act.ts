/** From what a plan wants to have done to the act that does it. */
import type { ActPlan } from '../plan/fault-plan.ts';
import type { Act } from './act.ts';
import { freeze } from './freeze.ts';
import type { NamedProcess } from './named-process.ts';
import type { Proxies } from './proxy/proxies.ts';
import { proxyAct } from './proxy/proxy-act.ts';

/** What acts are given of the soak. */
export interface ActContext {
  /** The root process of a target at this moment; null: it does not run. */
  readonly root: (target: string) => NamedProcess | null;
  /** Names this occurrence. */
  readonly id: string;
  readonly proxies: Proxies;
  /** Of what is left to chance. */
  readonly seed: number;
  /** For what has to be kept until the fault is over; there when the act is made. */
  readonly folder: string;
}

/** @throws Error when it cannot be done now: its target does not run */
export function makeAct(plan: ActPlan, context: ActContext): Act {
  switch (plan.kind) {
    case 'freeze':
      return freeze(plan.target, rootOf(plan.target, context));
    case 'proxy':
      return proxyAct(plan, context);
    default:
      return plan satisfies never;
  }
}

function rootOf(target: string, { root }: ActContext): NamedProcess {
  const found = root(target);
  if (found === null) throw new Error(`${target} does not run`);
  return found;
}
