/**
 * Work on a database that a soak is writing to: transactions so short that the soak's own commits hardly wait for one,
 * with a pause after each that is longer than the step.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, sqliteCode } from '../store/sqlite.ts';

/** Does about `size` rows' worth of work. false: nothing is left to do. */
export type Chore = (size: number) => boolean;

/** What a soak's commit may have to wait for: it comes five times a second and takes about as long itself. */
const STEP_MS = 4;
/** Of the time, soaks have at least two thirds. */
const PAUSE_PER_STEP = 2;
const SIZE = { first: 50, least: 1, most: 5000 };
/** A step that met several hard pages says little of the next one. */
const MOST_GROWTH = 1.5;
const BUSY_PAUSE_MS = 50;

/** Rejects with an AbortError, between two steps, when `signal` is aborted. */
export async function inSmallSteps(database: Connection, chore: Chore, signal: AbortSignal): Promise<void> {
  const step = database.transaction(chore);
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
    const fitting = size * Math.min(MOST_GROWTH, STEP_MS / Math.max(tookMs, 0.01));
    size = Math.max(SIZE.least, Math.min(SIZE.most, Math.floor(fitting)));
    await delay(Math.max(1, PAUSE_PER_STEP * tookMs), undefined, { signal });
  }
}
