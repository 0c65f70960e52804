/** The acts on processes, files and the machine, of what a plan wants. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { hashFraction, hashKey } from '../hash.ts';
import type { HarmPlan, LimitPlan } from '../plan/fault/harm-plan.ts';
import { type Act, type Proof, proof } from './act.ts';
import { type ActContext, rootOf } from './act-context.ts';
import { limitDescriptors, planDescriptorLimit } from './descriptor-limit.ts';
import { fillMount, planFill } from './filled-mount.ts';
import { garbleFile, planGarbling, type Random } from './garble-file.ts';
import { type HarmUndo, revertHarm } from './harm-undo.ts';
import { lockFile, planLock } from './locked-file.ts';
import { limitMemory, planMemoryLimit } from './memory-limit.ts';
import { planRemoval, removeFile } from './moved-file.ts';
import { press } from './pressure.ts';
import { kill, restart } from './strike.ts';
import { planTruncation, truncateFile } from './truncate-file.ts';

/** @throws Error when it cannot be done now */
export async function makeHarm(plan: HarmPlan, context: ActContext): Promise<Act> {
  const { folder, strike, seed, durationMs } = context;
  const kept = join(folder, `kept-${randomUUID()}`);
  switch (plan.kind) {
    case 'kill':
      return kill(plan, rootOf(plan.target, context).pid, strike);
    case 'restart':
      return restart(plan, rootOf(plan.target, context).pid, strike);
    case 'limit':
      return await limit(plan, context);
    case 'remove':
      return reverted(await planRemoval(plan.path, `.soakd-aside-${randomUUID()}`), removeFile);
    case 'truncate':
      return reverted(await planTruncation({ ...plan, kept }), truncateFile);
    case 'garble': {
      const random = randomOf(seed);
      return reverted(await planGarbling({ ...plan, kept }, random), (wound) => garbleFile(wound, random));
    }
    case 'unwritable':
      return reverted(await planLock(plan.path, process.geteuid?.() === 0), lockFile);
    case 'fill':
      return reverted(
        await planFill({ ...plan, name: `.soakd-filler-${randomUUID()}` }, [folder]),
        fillMount,
      );
    case 'pressure':
      return press({ ...plan, forMs: durationMs });
    default:
      return plan satisfies never;
  }
}

async function limit({ target, fds, memoryBytes }: LimitPlan, context: ActContext): Promise<Act> {
  const root = rootOf(target, context);
  const acts: Act[] = [];
  if (fds !== null) acts.push(reverted(await planDescriptorLimit(root, fds), limitDescriptors));
  if (memoryBytes !== null) {
    const group = context.group(target);
    if (group === null)
      throw new Error(`${target} has no control group of its own: its memory cannot be limited`);
    acts.push(reverted(await planMemoryLimit(group, memoryBytes), limitMemory));
  }
  return {
    undo: acts.flatMap(({ undo }) => undo),
    begin: async () => together(await inTurn(acts, (act) => act.begin())),
    end: async () => together(await inTurn(acts, (act) => act.end())),
  };
}

/** What its undo record alone ends, as whoever reverts it in soakd's place does. */
function reverted<Undo extends HarmUndo>(undo: Undo, begin: (undo: Undo) => Promise<Proof>): Act {
  return { undo: [undo], begin: () => begin(undo), end: () => revertHarm(undo) };
}

async function inTurn(acts: readonly Act[], does: (act: Act) => Promise<Proof>): Promise<Proof[]> {
  const proofs: Proof[] = [];
  for (const act of acts) proofs.push(await does(act));
  return proofs;
}

function together(proofs: readonly Proof[]): Proof {
  const figures: Record<string, number> = Object.assign({}, ...proofs.map((one) => one.figures));
  const text = proofs.map((one) => one.text).join('; ');
  return proof(
    proofs.every(({ seen }) => seen),
    text,
    figures,
  );
}

function randomOf(seed: number): Random {
  const key = hashKey(seed, 'garble');
  let drawn = 0;
  return () => hashFraction(key, drawn++);
}
