/** Children and descendants of a process. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { unlessGone } from './failure.ts';
import { listPids, readIdentity } from './process.ts';

/** A tree with more is no longer a service but a fork bomb; to scan so many takes half a second. */
export const PROCESS_CAP = 4096;

/**
 * The children right now. proc_pid_task_tid_children(5) warns that the list may omit some while others exit, so a
 * child that is missing once has not necessarily left. A kernel without that file costs a scan of all processes.
 */
export function children(root: string, pid: number): number[] {
  return listedChildren(root, pid) ?? parentTable(root).get(pid) ?? [];
}

/** All descendants, nearest first, without the process itself; at most `cap`, and those found before it is late. */
export function descendants(
  root: string,
  pid: number,
  cap = PROCESS_CAP,
  isLate = (_found: number): boolean => false,
): { readonly pids: number[]; readonly truncated: boolean } {
  const found = new Set<number>([pid]);
  let table: Map<number, number[]> | null = null;
  for (const parent of found) {
    if (isLate(found.size)) return { pids: [...found].slice(1), truncated: true };
    let next = table === null ? listedChildren(root, parent) : (table.get(parent) ?? []);
    if (next === null) {
      table = parentTable(root);
      next = table.get(parent) ?? [];
    }
    for (const child of next) {
      if (found.size > cap) return { pids: [...found].slice(1), truncated: true };
      found.add(child);
    }
  }
  return { pids: [...found].slice(1), truncated: false };
}

/** null when the kernel does not list children (no CONFIG_PROC_CHILDREN). */
function listedChildren(root: string, pid: number): number[] | null {
  const folder = `${root}/${pid}/task`;
  const threads = unlessGone(() => readdirSync(folder)) ?? [];
  const found: number[] = [];
  for (const thread of threads) {
    const text = unlessGone(() => readFileSync(`${folder}/${thread}/children`, 'latin1'));
    if (text !== null) found.push(...text.split(' ').filter(Boolean).map(Number));
    else if (existsSync(`${folder}/${thread}`)) return null;
  }
  return found;
}

function parentTable(root: string): Map<number, number[]> {
  const table = new Map<number, number[]>();
  for (const pid of listPids(root).pids) {
    const identity = readIdentity(root, pid);
    if (identity === null) continue;
    const siblings = table.get(identity.ppid);
    if (siblings === undefined) table.set(identity.ppid, [pid]);
    else siblings.push(pid);
  }
  return table;
}
