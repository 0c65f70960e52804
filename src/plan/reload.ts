/** The load that comes on again after the drain: the same, at the rate at which it had ended. */
import { plannedMs } from './extent.ts';
import type { LoadPlan } from './load/load-plan.ts';
import { courseOf } from './load/rate-course.ts';
import type { Plan } from './plan.ts';

/** `ranMs`: how long the load had run when it ended. */
export function reloadOf(load: LoadPlan, ranMs: number): LoadPlan {
  const { model } = load;
  if (model.kind !== 'open') return load;
  const perSecond = courseOf(model).perSecondAt(ranMs);
  const stage = { durationMs: null, fromPerSecond: perSecond, toPerSecond: perSecond };
  const { spacing } = model;
  return { ...load, model: { kind: 'open', stages: [stage], ...(spacing === undefined ? {} : { spacing }) } };
}

/** Of an open load, per second; null where it is closed, ends nobody knows when, or does not come on again. */
export function reloadPerSecond(plan: Plan): number | null {
  const { load, drain } = plan;
  const ranMs = plannedMs(plan);
  if (load?.model.kind !== 'open' || drain === null || drain.reloadMs === null || ranMs === null) return null;
  return courseOf(load.model).perSecondAt(ranMs);
}

/** Why the load of this plan cannot come on again; null: it can. */
export function reloadTrouble(plan: Plan): string | null {
  const kind = plan.load?.model.kind;
  if ((kind === 'replay' || kind === 'sweep' || kind === 'search') && (plan.drain?.reloadMs ?? null) !== null)
    return `found a reload, but a ${kind} that is over has no rate at which it could come on again`;
  if (reloadPerSecond(plan) !== 0) return null;
  return 'found a reload, but the load of this plan ends at a rate of zero: nothing would come on again';
}
