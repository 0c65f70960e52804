/** One look at all processes of the machine, for questions about kinship. */
import { readFileSync } from 'node:fs';
import { failureOf } from '../proc/failure.ts';
import { hasEnded, listPids } from '../proc/process.ts';
import { type ProcStat, parseStat } from '../proc/stat.ts';

export type ProcessTable = ReadonlyMap<number, ProcStat>;

/** Without those that have ended (zombies) and those hidden from us. About 12 µs a process. */
export function readProcessTable(procRoot: string): ProcessTable {
  const table = new Map<number, ProcStat>();
  for (const pid of listPids(procRoot).pids) {
    const stat = readStat(procRoot, pid);
    if (stat !== null && !hasEnded(stat.state)) table.set(pid, stat);
  }
  return table;
}

function readStat(procRoot: string, pid: number): ProcStat | null {
  try {
    return parseStat(readFileSync(`${procRoot}/${pid}/stat`));
  } catch (error) {
    if (['gone', 'denied'].includes(failureOf(error))) return null;
    throw error;
  }
}

/** Parent, grandparent and so on, up to the one that has no parent. */
export function ancestorsOf(table: ProcessTable, pid: number): number[] {
  const found: number[] = [];
  let at = table.get(pid)?.ppid ?? 0;
  while (at > 0 && !found.includes(at)) {
    found.push(at);
    at = table.get(at)?.ppid ?? 0;
  }
  return found;
}

/** Adds to `pids` all that descend from them. */
export function withDescendants(table: ProcessTable, pids: Iterable<number>): Set<number> {
  const byParent = Map.groupBy(table.values(), ({ ppid }) => ppid);
  const found = new Set(pids);
  for (const pid of found) for (const child of byParent.get(pid) ?? []) found.add(child.pid);
  return found;
}

/** Those of `pids` that descend from no other of them. */
export function rootMost(table: ProcessTable, pids: readonly number[]): number[] {
  const all = new Set(pids);
  return pids.filter((pid) => !ancestorsOf(table, pid).some((ancestor) => all.has(ancestor)));
}
