import { SoakdError } from '../error.ts';
import { parseDuration } from '../plan/quantity.ts';

/** A moment of a run in milliseconds since its begin: an offset such as 10m, or a wall clock time in ISO 8601. */
export function momentOf(flag: string, text: string, startedWallMs: number): number {
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) {
    const wallMs = Date.parse(text);
    if (!Number.isNaN(wallMs)) return wallMs - startedWallMs;
  } else {
    try {
      return parseDuration(text);
    } catch {
      // Told below, with both spellings.
    }
  }
  throw new SoakdError(`${flag} takes a time, found "${text}"`, {
    hint: 'Write an offset from the begin of the run such as 10m, or a time such as 2026-11-20T22:10:00Z.',
  });
}
