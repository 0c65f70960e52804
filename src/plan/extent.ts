/** How much a plan amounts to: its time and its operations. Estimates, for people. */

import type { SweepModel } from './load/model-plan.ts';
import { courseOf } from './load/rate-course.ts';
import type { Plan } from './plan.ts';

/** Up to the end of the soak; null when that depends on how fast the target answers. */
export function plannedMs(plan: Plan): number | null {
  if (plan.ending.kind === 'duration') return plan.ending.durationMs;
  const model = plan.load?.model;
  if (model?.kind !== 'open') return null;
  const endMs = courseOf(model).momentOf(plan.ending.operations);
  return Number.isFinite(endMs) ? endMs : null;
}

/** With the drain and the reload after it; null as plannedMs. */
export function plannedRunMs(plan: Plan): number | null {
  const soakMs = plannedMs(plan);
  return soakMs === null ? null : soakMs + (plan.drain?.durationMs ?? 0) + (plan.drain?.reloadMs ?? 0);
}

/** Those of a reload among them; null when that depends on how fast the target answers. */
export function plannedOperations(plan: Plan): number | null {
  const { load, ending, drain } = plan;
  if (load === null) return 0;
  const reloadMs = drain?.reloadMs ?? 0;
  const { model } = load;
  const most = ending.kind === 'operations' ? ending.operations : null;
  if (model.kind === 'replay') return Math.min(most ?? model.arrivals, model.arrivals);
  if (model.kind === 'sweep') return operationsOfSweep(model);
  if (model.kind !== 'open') return reloadMs === 0 ? most : null;
  const course = courseOf(model);
  const soakMs = plannedMs(plan);
  if (soakMs === null) return most;
  return Math.floor((most ?? course.arrivalsBy(soakMs)) + (course.perSecondAt(soakMs) * reloadMs) / 1000);
}

/** The highest rate; null for users, who go as fast as they get replies. */
export function peakPerSecond({ load }: Plan): number | null {
  if (load === null) return null;
  const { model } = load;
  switch (model.kind) {
    case 'open':
      return courseOf(model).peakPerSecond;
    case 'replay':
      return model.peakPerSecond;
    case 'closed':
      return null;
    case 'sweep':
      return model.of === 'rate' ? Math.max(...model.levels) : null;
    case 'search':
      return model.of === 'rate' ? model.to : null;
    default:
      return model satisfies never;
  }
}

function operationsOfSweep({ of, levels, durationMs, operations }: SweepModel): number | null {
  if (operations !== null) return operations * levels.length;
  if (of === 'users' || durationMs === null) return null;
  return levels.reduce((sum, perSecond) => sum + (perSecond * durationMs) / 1000, 0);
}
