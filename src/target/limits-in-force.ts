/** What a process may take at most, whoever set it: the plan, its unit, a container, the machine. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseCgroupNumber, readCgroupMount, readCgroupPath } from '../proc/cgroup.ts';
import { failureOf } from '../proc/failure.ts';

export interface LimitsInForce {
  /** null: none, or it may not be read. */
  readonly memoryBytes: number | null;
  /** Of its control group: processes and threads. */
  readonly tasks: number | null;
  /** Of each process: RLIMIT_NOFILE, soft. */
  readonly fds: number | null;
}

export function readLimits(procRoot: string, pid: number): LimitsInForce {
  const mount = readCgroupMount(procRoot);
  const path = mount === null ? null : readCgroupPath(procRoot, pid);
  const group = mount === null || path === null ? null : { mount, folder: join(mount, path) };
  return {
    memoryBytes: lowest(group, 'memory.max'),
    tasks: lowest(group, 'pids.max'),
    fds: descriptorLimit(readText(`${procRoot}/${pid}/limits`)),
  };
}

/** proc_pid_limits(5): `Max open files  1024  524288  files`, soft and hard. */
function descriptorLimit(text: string | null): number | null {
  const soft = /^Max open files\s+(\d+)/m.exec(text ?? '')?.[1];
  return soft === undefined ? null : Number(soft);
}

/** A group may take no more than those above it; the root has no such file. */
function lowest(
  group: { readonly mount: string; readonly folder: string } | null,
  file: string,
): number | null {
  let least = Number.POSITIVE_INFINITY;
  for (let at = group?.folder ?? null; at !== null && group !== null; ) {
    const text = readText(join(at, file));
    least = Math.min(least, (text === null ? null : parseCgroupNumber(Buffer.from(text))) ?? least);
    at = at === group.mount || !at.startsWith(group.mount) ? null : dirname(at);
  }
  return Number.isFinite(least) ? least : null;
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (['gone', 'denied'].includes(failureOf(error))) return null;
    throw error;
  }
}
