/** The load as written → with its defaults. */
import type { WrittenLoad } from './load-schema.ts';
import type { LoadModel, LoadPlan, Stage } from './plan.ts';
import { resolveOperation } from './resolve-operation.ts';

const DEFAULT = { connections: 50, timeoutMs: 10_000, seed: 1 } as const;

export function resolveLoad(written: WrittenLoad, folder: string): LoadPlan {
  const model = resolveModel(written);
  const timeoutMs = written.timeout ?? DEFAULT.timeoutMs;
  return {
    model,
    connections: written.connections ?? (model.kind === 'closed' ? model.users : DEFAULT.connections),
    timeoutMs,
    seed: written.seed ?? DEFAULT.seed,
    operations: written.operations.map((operation) => resolveOperation(operation, timeoutMs, folder)),
  };
}

function resolveModel({ rate, stages, users, think }: WrittenLoad): LoadModel {
  if (users !== undefined) return { kind: 'closed', users, thinkTimeMs: think ?? 0 };
  if (stages === undefined) {
    const perSecond = rate ?? 0;
    return { kind: 'open', stages: [{ durationMs: null, fromPerSecond: perSecond, toPerSecond: perSecond }] };
  }
  let reached = rate ?? 0;
  const resolved = stages.map(({ over, from, to }): Stage => {
    const fromPerSecond = from ?? reached;
    reached = to ?? fromPerSecond;
    return { durationMs: over ?? null, fromPerSecond, toPerSecond: reached };
  });
  return { kind: 'open', stages: resolved };
}
