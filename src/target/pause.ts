import { setTimeout as timeout } from 'node:timers/promises';

/** Waits; an abort ends the wait early. False when it was aborted. */
export async function pause(delayMs: number, signal?: AbortSignal): Promise<boolean> {
  try {
    await timeout(delayMs, undefined, signal === undefined ? {} : { signal });
    return true;
  } catch (error) {
    if (signal?.aborted === true) return false;
    throw error;
  }
}
