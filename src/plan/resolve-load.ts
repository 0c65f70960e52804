/** The load as written → with its defaults. */
import type { WrittenLoad } from './load-schema.ts';
import type { LoadPlan } from './plan.ts';
import { resolveCorpora } from './resolve-corpus.ts';
import { resolveModel } from './resolve-model.ts';
import { resolveOperation } from './resolve-operation.ts';

const DEFAULT = { connections: 50, timeoutMs: 10_000, seed: 1 } as const;

export function resolveLoad(written: WrittenLoad, folder: string): LoadPlan {
  const model = resolveModel(written, folder);
  const timeoutMs = written.timeout ?? DEFAULT.timeoutMs;
  return {
    model,
    connections: written.connections ?? (model.kind === 'closed' ? model.users : DEFAULT.connections),
    timeoutMs,
    seed: written.seed ?? DEFAULT.seed,
    ...(written.corpora === undefined ? {} : { corpora: resolveCorpora(written.corpora, folder) }),
    operations: written.operations.map((operation) => resolveOperation(operation, timeoutMs, folder)),
  };
}
