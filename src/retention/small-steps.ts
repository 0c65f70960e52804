/**
 * Work on a database that a soak is writing to: transactions so short that the soak's own commits hardly wait for one,
 * with a pause after each that is longer than the step.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, sqliteCode } from '../store/sqlite.ts';

/** Does about `size` rows' worth of work. false: nothing is left to do. */
export type Chore = (size: number) => boolean;

/**
 * While a soak goes on: what its commit may have to wait for, which comes five times a second and takes about as long
 * itself; and at least two thirds of the time are the soak's. Else: what one that begins just then can wait for.
 */
const PACE = {
  beside: { stepMs: 4, pausePerStep: 2 },
  alone: { stepMs: 25, pausePerStep: 0 },
} as const;
const SIZE = { first: 50, least: 1, most: 5000 };
/** A step that met several hard pages says little of the next one. */
const MOST_GROWTH = 1.5;
const BUSY_PAUSE_MS = 50;

/** Rejects with an AbortError, between two steps, when `signal` is aborted. */
export async function inSmallSteps(database: Connection, chore: Chore, signal: AbortSignal): Promise<void> {
  const step = database.transaction(chore);
  const { stepMs, pausePerStep } = PACE[isSoaking(database) ? 'beside' : 'alone'];
  let size = SIZE.first;
  for (;;) {
    signal.throwIfAborted();
    const began = performance.now();
    let more: boolean;
    try {
      more = step.immediate(size);
    } catch (error) {
      if (sqliteCode(error)?.startsWith('SQLITE_BUSY') !== true) throw error;
      await delay(BUSY_PAUSE_MS, undefined, { signal });
      continue;
    }
    if (!more) return;
    const tookMs = performance.now() - began;
    const fitting = size * Math.min(MOST_GROWTH, stepMs / Math.max(tookMs, 0.01));
    size = Math.max(SIZE.least, Math.min(SIZE.most, Math.floor(fitting)));
    // Also where there is no pause, others get a turn.
    await delay(pausePerStep * tookMs, undefined, { signal });
  }
}

function isSoaking(database: Connection): boolean {
  return database.prepare(`SELECT 1 FROM progress WHERE state = 'running' LIMIT 1`).get() !== undefined;
}
