/** Does to a database what its retention policy asks for, while soaks write to it. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Connection, explainSqlite } from '../store/sqlite.ts';
import { inventory } from './inventory.ts';
import { type CareStep, planCare } from './plan-care.ts';
import type { RetentionPolicy } from './policy.ts';
import { giveBack, type Space, spaceOf } from './space.ts';
import { discard, sweep } from './sweep.ts';
import { thin } from './thin.ts';

/** A fifth of what makes a soak's commit do it. */
const CHECKPOINT_PAGES = 200;

export interface CareOptions {
  /** Of the database. */
  readonly file: string;
  /** Where the output of each run's targets is, in a folder named by its id; goes with the run. */
  readonly logs: string;
  /** Checked between steps of a few milliseconds. */
  readonly signal: AbortSignal;
  readonly nowMs?: number;
  readonly onStep?: (step: CareStep) => void;
}

export interface CareReport {
  readonly done: readonly CareStep[];
  readonly before: Space;
  readonly after: Space;
  /** Runs that go on or are kept leave the database larger than it should be. */
  readonly isOverLimit: boolean;
}

/** What it would do now. */
export function planned(
  database: Connection,
  policy: RetentionPolicy,
  { file, nowMs = Date.now() }: Pick<CareOptions, 'file' | 'nowMs'>,
): CareStep[] {
  return planCare(inventory(database), policy, { nowMs, usedBytes: usedBytes(database, file) });
}

/**
 * Rejects with an AbortError when `signal` is aborted, and with a SoakdError when there is no room or the database is
 * damaged. Every run is whole then, and what is left is done the next time.
 */
export async function care(
  database: Connection,
  policy: RetentionPolicy,
  options: CareOptions,
): Promise<CareReport> {
  try {
    return await careFor(database, policy, options);
  } catch (error) {
    throw explainSqlite(error, options.file);
  }
}

async function careFor(
  database: Connection,
  policy: RetentionPolicy,
  options: CareOptions,
): Promise<CareReport> {
  const { file, signal, onStep } = options;
  // What it writes is moved out of the log by its own commits, and not by those of a soak.
  database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  const before = spaceOf(database, file);
  await sweep(database, signal);
  const done: CareStep[] = [];
  // Sizes are estimates: a limit of size may need more than was planned.
  for (
    let steps = planned(database, policy, options);
    steps.length > 0;
    steps = planned(database, policy, options)
  ) {
    for (const step of steps) {
      onStep?.(step);
      await take(database, step, options);
      done.push(step);
    }
    if (policy.maxBytes === null) break;
  }
  await giveBack(database, signal);
  // The file gets shorter with a checkpoint.
  database.pragma('wal_checkpoint(PASSIVE)');
  const isOverLimit = policy.maxBytes !== null && usedBytes(database, file) > policy.maxBytes;
  return { done, before, after: spaceOf(database, file), isOverLimit };
}

async function take(
  database: Connection,
  { action, run }: CareStep,
  { logs, signal, nowMs = Date.now() }: CareOptions,
): Promise<void> {
  if (action === 'thin') await thin(database, run.run, { nowMs, signal });
  else await discard(database, run.run, signal);
  await sweep(database, signal);
  // Ids are letters and digits: one that is not, from a database made elsewhere, names no folder.
  if (action === 'delete' && /^[a-z0-9]+$/i.test(run.id))
    await rm(join(logs, run.id), { recursive: true, force: true });
}

function usedBytes(database: Connection, file: string): number {
  const { fileBytes, freeBytes } = spaceOf(database, file);
  return fileBytes - freeBytes;
}
