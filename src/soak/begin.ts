/** A run that begins: stored, with who conducts it. */
import { openAnalyst } from '../analysis/analyst.ts';
import { readBootId } from '../clock.ts';
import { planDigest } from '../load/corpus/plan-digest.ts';
import { requireCorpora } from '../load/corpus/survey.ts';
import type { ParsedPlan } from '../plan/parse.ts';
import { expandSecrets, secretValues } from '../plan/secret.ts';
import { thisProcess } from '../store/owner.ts';
import type { NewRun, Ownership } from '../store/run-record.ts';
import { readHostFacts } from './host.ts';
import { newRunId } from './run-id.ts';
import type { StoredRun } from './running.ts';
import type { SoakOptions } from './soak.ts';

/** @throws SoakdError when a secret is missing or the run cannot be stored */
export async function begin(options: SoakOptions, parsed: ParsedPlan): Promise<StoredRun> {
  const { clock, store, database } = options;
  // Before anything is written or started: a missing secret is found here.
  const plan = expandSecrets(parsed.plan, process.env);
  const corpora = await requireCorpora(plan.load);
  const id = newRunId();
  const originMonotonicMs = clock.monotonicMs();
  const digested = { ...parsed, sha256: planDigest(parsed.sha256, corpora) };
  const run = await store.createRun(describeRun(options, digested, id, originMonotonicMs));
  for (const corpus of corpora) store.write({ kind: 'corpus', run, ...corpus });
  const secrets = secretValues(parsed.plan, process.env);
  try {
    const analyst = await openAnalyst(database, run);
    return { run, id, plan, secrets, corpora, originMonotonicMs, resumed: null, analyst };
  } catch (error) {
    store.write({ kind: 'run-update', run, state: 'failed', phase: 'ended', endedWallMs: clock.wallMs() });
    throw error;
  }
}

export function ownership({ owner }: SoakOptions): Ownership {
  const { pid, startTicks, bootId } = thisProcess();
  const socket = owner.socket === null ? {} : { socket: owner.socket };
  return {
    ownerPid: pid,
    ownerStartTicks: startTicks,
    ownerBootId: bootId,
    ownerKind: owner.kind,
    ...socket,
  };
}

function describeRun(
  options: SoakOptions,
  { plan, text, sha256 }: ParsedPlan,
  id: string,
  monotonicOriginMs: number,
): NewRun {
  const { clock, version } = options;
  const targets = plan.targets.map(({ name }) => name);
  return {
    ownership: ownership(options),
    id,
    name: plan.name,
    planText: text,
    planSha256: sha256,
    planJson: JSON.stringify(plan),
    startedWallMs: clock.wallMs(),
    bootId: readBootId(),
    monotonicOriginMs,
    hostJson: JSON.stringify(readHostFacts(version)),
    targets,
    operations: (plan.load?.operations ?? []).map(({ name, kind, weight, target }) => ({
      name,
      kind,
      weight,
      target: target === null ? null : targets.indexOf(target),
    })),
  };
}
