/**
 * Reverts what a soakd that died has left of its faults. The guardian does it, and so does the next soakd: whoever
 * renames a record has it, so that nothing is reverted by two at once; what a dead reverter left is taken over.
 */
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readBootId, systemClock } from '../clock.ts';
import { codeOf } from '../proc/failure.ts';
import { lives, type NamedProcess, thisProcess } from './named-process.ts';
import { revert } from './undo.ts';
import { listFiles, type UndoLog, type UndoRecord, writeDurably } from './undo-log.ts';

/** What became of a record: told to the run when somebody takes it up again. */
export interface Reverted {
  readonly id: string;
  /** As it was committed. */
  readonly record: Pick<UndoRecord, 'what' | 'monotonicMs' | 'wallMs'>;
  /** What was done, one for each undo. */
  readonly done: readonly string[];
  /** Why it could not be reverted; null: it was. */
  readonly failed: string | null;
  readonly bootId: string;
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** Another one is at it: so long at most, then it is as good as dead. */
const OTHERS_TAKE_MS = 30_000;
const LOOK_MS = 50;
const CLAIM = /^(?<id>.+)\.claim-(?<pid>\d+)-(?<startTicks>\d+)-(?<bootId>.+)$/;

/** Those that a soakd that lives, and stands still, has not ended in time. */
export async function revertOverdue(log: UndoLog): Promise<void> {
  for (const id of log.overdue(systemClock.monotonicMs()))
    await revertOne(log.folder, `${id}.undo`, thisProcess());
}

/** Resolves when there is no record left but those that cannot be reverted. */
export async function revertLeft(folder: string): Promise<void> {
  const self = thisProcess();
  const failed = new Set<string>();
  const endsMs = performance.now() + OTHERS_TAKE_MS;
  for (;;) {
    const names = listFiles(folder);
    const claims = names.flatMap(claimOf);
    const waits = claims.filter(({ by }) => lives(by) && performance.now() < endsMs);
    const free = [
      ...names.filter((name) => name.endsWith('.undo')),
      ...claims.filter((claim) => !waits.includes(claim)).map(({ name }) => name),
    ].filter((name) => !failed.has(idOf(name)));
    if (free.length === 0 && waits.length === 0) return;
    for (const name of free) if (!(await revertOne(folder, name, self))) failed.add(idOf(name));
    if (free.length === 0) await delay(LOOK_MS);
  }
}

/** What was reverted in this run; there until UndoLog.forget(). */
export function readReverted(folder: string): Reverted[] {
  return listFiles(folder)
    .filter((name) => name.endsWith('.reverted'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Reverted);
}

/** False when it could not be reverted: the record is there for the next who tries. */
async function revertOne(folder: string, name: string, self: NamedProcess): Promise<boolean> {
  const id = idOf(name);
  const claim = join(folder, `${id}.claim-${self.pid}-${self.startTicks}-${self.bootId}`);
  try {
    renameSync(join(folder, name), claim);
  } catch (error) {
    // Another one has it.
    if (codeOf(error) === 'ENOENT') return true;
    throw error;
  }
  const record = readRecord(claim);
  if (record === null) {
    renameSync(claim, join(folder, `${id}.damaged`));
    return false;
  }
  const outcome = await revertAll(record);
  writeDurably(folder, `${id}.reverted`, JSON.stringify(outcome));
  if (outcome.failed === null) rmSync(claim, { force: true });
  else renameSync(claim, join(folder, `${id}.undo`));
  return outcome.failed === null;
}

/** One that cannot be read is not to keep the others from being reverted. */
function readRecord(path: string): UndoRecord | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as UndoRecord;
  } catch {
    return null;
  }
}

/** The last that was done first, each of them whatever becomes of the others. */
export async function revertAll(record: UndoRecord): Promise<Reverted> {
  const { id, what, monotonicMs, wallMs, undo } = record;
  const done: string[] = [];
  const failures: string[] = [];
  for (const one of undo.toReversed()) {
    try {
      done.push(await revert(one));
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  return {
    id,
    record: { what, monotonicMs, wallMs },
    done,
    failed: failures.length === 0 ? null : failures.join('; '),
    bootId: readBootId(),
    monotonicMs: systemClock.monotonicMs(),
    wallMs: systemClock.wallMs(),
  };
}

function idOf(name: string): string {
  return CLAIM.exec(name)?.groups?.['id'] ?? name.replace(/\.undo$/, '');
}

function claimOf(name: string): { readonly name: string; readonly by: NamedProcess }[] {
  const { pid, startTicks, bootId } = CLAIM.exec(name)?.groups ?? {};
  if (pid === undefined || startTicks === undefined || bootId === undefined) return [];
  return [{ name, by: { pid: Number(pid), startTicks: Number(startTicks), bootId } }];
}
