/** From the faults of a plan to each time that one occurs. Pure: the same plan and seed give the same list. */
import { hash32, hashFraction, hashKey } from '../../hash.ts';
import type { FaultPlan, FaultsPlan } from './fault-plan.ts';

export interface Occurrence {
  /** Index in the timeline of the plan, and which time it is, from 0. */
  readonly fault: number;
  readonly occurrence: number;
  /** Of observed time. */
  readonly beginMs: number;
  /** null: it is done in a moment. */
  readonly endMs: number | null;
  /** Of what is left to chance in it. */
  readonly seed: number;
  readonly plan: FaultPlan;
}

/** More are no timeline but a load; each is a row of the run. */
export const MOST_OCCURRENCES = 10_000;

/** By their begin. `soakMs`: how long the soak is to last, for faults that go on until its end; null: not known. */
export function occurrencesOf({ seed, timeline }: FaultsPlan, soakMs: number | null): Occurrence[] {
  return timeline
    .flatMap((plan, fault) => timesOf(plan, fault, seed, soakMs))
    .sort((a, b) => a.beginMs - b.beginMs || a.fault - b.fault);
}

/** How often it is to occur; at most one more than there may be. */
export function countOf({ atMs, everyMs, times }: FaultPlan, soakMs: number | null): number {
  if (everyMs === null) return 1;
  const fitting = soakMs === null ? 1 : Math.max(1, Math.ceil((soakMs - atMs) / everyMs));
  return Math.min(times ?? fitting, MOST_OCCURRENCES + 1);
}

function timesOf(plan: FaultPlan, fault: number, seed: number, soakMs: number | null): Occurrence[] {
  const { atMs, durationMs, everyMs, jitterMs } = plan;
  const begins = hashKey(seed, `begin of fault ${fault}`);
  const seeds = hashKey(seed, `fault ${fault}`);
  return Array.from({ length: countOf(plan, soakMs) }, (_, occurrence) => {
    const lateMs = Math.floor(hashFraction(begins, occurrence) * jitterMs);
    const beginMs = atMs + occurrence * (everyMs ?? 0) + lateMs;
    const endMs = durationMs === null ? null : beginMs + durationMs;
    return { fault, occurrence, beginMs, endMs, seed: hash32(seeds, occurrence), plan };
  });
}
