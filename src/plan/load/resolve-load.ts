/** The load as written → with its defaults. */

import { resolveCorpora } from '../corpus/resolve-corpus.ts';
import { resolveOperation } from '../operation/resolve-operation.ts';
import { isOfLevels } from './level.ts';
import type { LoadPlan } from './load-plan.ts';
import type { WrittenLoad } from './load-schema.ts';
import type { LoadModel } from './model-plan.ts';
import { resolveModel } from './resolve-model.ts';

/** As many as the plan itself may ask for. */
const MOST_CONNECTIONS = 10_000;
const DEFAULT = { connections: 50, timeoutMs: 10_000, seed: 1 } as const;

export function resolveLoad(written: WrittenLoad, folder: string): LoadPlan {
  const model = resolveModel(written, folder);
  const timeoutMs = written.timeout ?? DEFAULT.timeoutMs;
  return {
    model,
    connections: written.connections ?? mostUsers(model) ?? DEFAULT.connections,
    ...(written.processes === undefined ? {} : { processes: written.processes }),
    timeoutMs,
    seed: written.seed ?? DEFAULT.seed,
    ...(written.corpora === undefined ? {} : { corpora: resolveCorpora(written.corpora, folder) }),
    operations: written.operations.flatMap((operation) => resolveOperation(operation, timeoutMs, folder)),
  };
}

/** null: it has none. */
function mostUsers(model: LoadModel): number | null {
  if (model.kind === 'closed') return model.users;
  if (!isOfLevels(model) || model.of === 'rate') return null;
  return Math.min(MOST_CONNECTIONS, model.kind === 'sweep' ? Math.max(...model.levels) : model.to);
}
