/** Faults of processes, files and the machine as written → with their defaults, and paths absolute. */
import { resolve as resolvePath } from 'node:path';
import type { z } from 'zod';
import type { HarmPlan } from './harm-plan.ts';
import type { harm } from './harm-schema.ts';

type WrittenHarm = { readonly [Key in keyof typeof harm]?: z.output<(typeof harm)[Key]> | undefined };

/** As between SIGTERM and SIGKILL at the end of a soak. */
const GRACE_MS = 10_000;
/** A page, as of a database. */
const GARBLED_BYTES = 4096;

/** null: it is another kind of fault. */
export function resolveHarm(written: WrittenHarm, folder: string): HarmPlan | null {
  const { kill, restart, limit, remove, truncate, garble, unwritable, fill, pressure } = written;
  const at = (path: string): string => resolvePath(folder, path);
  if (kill !== undefined) {
    const { target, signal = 'SIGKILL', within = GRACE_MS } = kill;
    return { kind: 'kill', target, signal, withinMs: within };
  }
  if (restart !== undefined)
    return { kind: 'restart', target: restart.target, graceMs: restart.grace ?? GRACE_MS };
  if (limit !== undefined)
    return { kind: 'limit', target: limit.target, fds: limit.fds ?? null, memoryBytes: limit.memory ?? null };
  if (remove !== undefined) return { kind: 'remove', path: at(remove.path) };
  if (truncate !== undefined) return { kind: 'truncate', path: at(truncate.path), toBytes: truncate.to ?? 0 };
  if (garble !== undefined)
    return { kind: 'garble', path: at(garble.path), bytes: garble.bytes ?? GARBLED_BYTES };
  if (unwritable !== undefined) return { kind: 'unwritable', path: at(unwritable.path) };
  if (fill !== undefined) return { kind: 'fill', mount: at(fill.mount), leaveBytes: fill.leave ?? 0 };
  if (pressure !== undefined)
    return { kind: 'pressure', cores: pressure.cores ?? 0, memoryBytes: pressure.memory ?? 0 };
  return null;
}
