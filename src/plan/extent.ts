/** How much a plan amounts to: its time, its operations and the rows that it leaves. Estimates, for people. */
import type { Plan, Stage } from './plan.ts';

/** Up to the end of the soak; null when that depends on how fast the target answers. */
export function plannedMs(plan: Plan): number | null {
  if (plan.ending.kind === 'duration') return plan.ending.durationMs;
  const model = plan.load?.model;
  if (model === undefined || model.kind === 'closed') return null;
  return timeOf(plan.ending.operations, model.stages);
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
  if (load.model.kind === 'closed') {
    return ending.kind === 'operations' && reloadMs === 0 ? ending.operations : null;
  }
  const { stages } = load.model;
  const soakMs = plannedMs(plan);
  if (soakMs === null) return ending.kind === 'operations' ? ending.operations : null;
  const soaked = ending.kind === 'operations' ? ending.operations : operationsWithin(soakMs, stages);
  return Math.floor(soaked + (perSecondAt(soakMs, stages) * reloadMs) / 1000);
}

/** The rate of an open load after so long. */
export function perSecondAt(afterMs: number, stages: readonly Stage[]): number {
  let begunMs = 0;
  for (const { durationMs, fromPerSecond, toPerSecond } of stages) {
    if (durationMs === null) return toPerSecond;
    if (afterMs < begunMs + durationMs) {
      return fromPerSecond + ((toPerSecond - fromPerSecond) * (afterMs - begunMs)) / durationMs;
    }
    begunMs += durationMs;
  }
  return stages.at(-1)?.toPerSecond ?? 0;
}

/** The highest rate of an open load; null for a closed one. */
export function peakPerSecond(plan: Plan): number | null {
  if (plan.load === null || plan.load.model.kind === 'closed') return null;
  return Math.max(...plan.load.model.stages.flatMap((stage) => [stage.fromPerSecond, stage.toPerSecond]));
}

/** The area under the stages. */
function operationsWithin(durationMs: number, stages: readonly Stage[]): number {
  let leftMs = durationMs;
  let operations = 0;
  for (const { durationMs: stageMs, fromPerSecond, toPerSecond } of stages) {
    const takenMs = Math.min(leftMs, stageMs ?? leftMs);
    const reached =
      stageMs === null ? toPerSecond : fromPerSecond + ((toPerSecond - fromPerSecond) * takenMs) / stageMs;
    operations += (((fromPerSecond + reached) / 2) * takenMs) / 1000;
    leftMs -= takenMs;
  }
  return operations + ((stages.at(-1)?.toPerSecond ?? 0) * leftMs) / 1000;
}

/** Bisects operationsWithin, which only rises; null when it never gets there. */
function timeOf(operations: number, stages: readonly Stage[]): number | null {
  let [low, high] = [0, 1000];
  while (operationsWithin(high, stages) < operations) {
    high *= 2;
    if (high > 1e13) return null;
  }
  while (high - low > 1) {
    const middle = (low + high) / 2;
    if (operationsWithin(middle, stages) < operations) low = middle;
    else high = middle;
  }
  return high;
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
