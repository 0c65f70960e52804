/** The faults as written → with their defaults. */
import { type ActPlan, type FaultPlan, type FaultsPlan, subjectOf } from './fault-plan.ts';
import type { WrittenFault, WrittenFaults } from './fault-schema.ts';

const DEFAULT_SEED = 1;

export function resolveFaults(written: WrittenFaults): FaultsPlan {
  return { seed: written.seed ?? DEFAULT_SEED, timeline: written.timeline.map(resolveFault) };
}

function resolveFault(written: WrittenFault): FaultPlan {
  const act = actOf(written);
  const subject = subjectOf(act);
  return {
    name: written.name ?? (subject === null ? act.kind : `${act.kind} ${subject}`),
    atMs: written.at,
    durationMs: written.for ?? null,
    everyMs: written.every ?? null,
    times: written.times ?? (written.every === undefined ? 1 : null),
    jitterMs: written.jitter ?? 0,
    iKnow: written.iKnow ?? false,
    act,
  };
}

function actOf({ freeze }: WrittenFault): ActPlan {
  if (freeze !== undefined) return { kind: 'freeze', target: freeze.target };
  throw new Error('a fault without an act is not valid');
}
