/** A fault that is in force at a proxy. */
import type { ProxyActPlan } from '../../plan/fault/fault-plan.ts';
import type { Figures } from './figures.ts';

export interface ProxyFault {
  readonly id: string;
  readonly seed: number;
  readonly plan: ProxyActPlan;
  readonly figures: Figures;
}
