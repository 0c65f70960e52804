/** A target's process is ended by a signal. Nothing reverts that: its life goes on with another, as it always does. */
import { type Act, type Proof, proof } from './act.ts';

/** Resolves with how it ended; null: it has not in time, or there is none. */
export type Strike = (target: string, signal: NodeJS.Signals, withinMs: number) => Promise<string | null>;

/** What is not seen to end on SIGKILL waits for a device. */
const KILLED_WITHIN_MS = 10_000;

export function kill(
  {
    target,
    signal,
    withinMs,
  }: { readonly target: string; readonly signal: NodeJS.Signals; readonly withinMs: number },
  pid: number,
  strike: Strike,
): Act {
  return ended(async () => {
    const how = await strike(target, signal, withinMs);
    if (how === null)
      return proof(false, `${target} (pid ${pid}) goes on ${withinMs / 1000} s after ${signal}`);
    return proof(true, `${target} (pid ${pid}) ended: ${how}`);
  });
}

export function restart(
  { target, graceMs }: { readonly target: string; readonly graceMs: number },
  pid: number,
  strike: Strike,
): Act {
  return ended(async () => {
    const beganMs = performance.now();
    const how =
      (await strike(target, 'SIGTERM', graceMs)) ?? (await strike(target, 'SIGKILL', KILLED_WITHIN_MS));
    const tookMs = performance.now() - beganMs;
    if (how === null) return proof(false, `${target} (pid ${pid}) did not end, not on SIGKILL either`);
    return proof(true, `${target} (pid ${pid}) ended: ${how}`, { endedAfterMs: tookMs });
  });
}

function ended(begin: () => Promise<Proof>): Act {
  return { undo: [], begin, end: async () => proof(true, '') };
}
