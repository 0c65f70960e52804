/** When what did not arrive is tried again. Pure. */

/** A receiver that restarts is back within seconds; one that is down is not hammered. */
const FIRST_MS = 1000;
const LONGEST_MS = 60_000;
/** Whoever is told of an alert a quarter of an hour late looks at the report instead. */
export const GIVE_UP_MS = 900_000;

/**
 * After so many attempts, counted from 1. `random` in [0, 1): several alerts that fire together do not come again
 * together. `askedMs`: what the receiver asked for (Retry-After), within the longest. null: it is given up.
 */
export function retryDelayMs(
  attempts: number,
  sinceFirstMs: number,
  random: number,
  askedMs: number | null = null,
): number | null {
  const doubled = Math.min(FIRST_MS * 2 ** (attempts - 1), LONGEST_MS);
  const delayMs = Math.max(doubled * (0.5 + random / 2), Math.min(askedMs ?? 0, LONGEST_MS));
  return sinceFirstMs + delayMs > GIVE_UP_MS ? null : delayMs;
}
