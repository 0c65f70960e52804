/** Absolute deadlines: tick n is due at n × everyMs. A tick taken late moves no later one; a missed one is counted. */

export interface DueTick {
  readonly index: number;
  readonly dueMs: number;
  /** Ticks that fell due after the last one taken and before this one. */
  readonly missed: number;
}

/** The newest tick due at `elapsedMs`, or null when none fell due after tick `last`. Times since the origin. */
export function dueTick(last: number, elapsedMs: number, everyMs: number): DueTick | null {
  const index = newestDue(elapsedMs, everyMs);
  return index <= last ? null : { index, dueMs: index * everyMs, missed: index - last - 1 };
}

/** The largest n with n × everyMs ≤ elapsedMs, by the same product that gives a due time. */
export function newestDue(elapsedMs: number, everyMs: number): number {
  const index = Math.floor(elapsedMs / everyMs);
  if ((index + 1) * everyMs <= elapsedMs) return index + 1;
  return index * everyMs > elapsedMs ? index - 1 : index;
}
