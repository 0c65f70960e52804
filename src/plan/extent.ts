/** How much a plan amounts to: its time, its operations and the rows that it leaves. Estimates, for people. */

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

/** Bytes of the database file for one row of each kind. */
export interface RowBytes {
  readonly sample: number;
  readonly self: number;
  readonly path: number;
  readonly scraped: number;
  readonly operationSecond: number;
  readonly generatorSecond: number;
  /** Both histograms of one operation and minute. */
  readonly histograms: number;
}

/**
 * Measured on 20,000 rows of each table of store/schema.ts, values as of a service with 300 MB; histograms of 100
 * operations a second, whose size hardly grows further (390 bytes at one a second).
 */
export const MEASURED_ROW_BYTES: RowBytes = {
  sample: 74,
  self: 43,
  path: 35,
  scraped: 30,
  operationSecond: 75,
  generatorSecond: 57,
  histograms: 4123,
};

/** About the bytes that one run adds to the database; `durationMs`: of its soak. */
export function estimateDatabaseBytes(
  plan: Plan,
  durationMs: number,
  row: RowBytes = MEASURED_ROW_BYTES,
): number {
  const { targets, sample, load, drain } = plan;
  const perTick =
    targets.length * row.sample +
    row.self +
    sample.paths.length * row.path +
    (sample.scrape?.series.length ?? 0) * row.scraped;
  const reloadMs = drain?.reloadMs ?? 0;
  const ticks = (durationMs + (drain?.durationMs ?? 0) + reloadMs) / sample.everyMs;
  if (load === null) return ticks * perTick;
  const loadMs = durationMs + reloadMs;
  const operations = load.operations.length;
  const perSecond = operations * row.operationSecond + row.generatorSecond;
  // One more for all operations together.
  const perMinute = (operations + (operations > 1 ? 1 : 0)) * row.histograms;
  return ticks * perTick + (loadMs / 1000) * perSecond + (loadMs / 60_000) * perMinute;
}
