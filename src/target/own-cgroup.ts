/** The control group of a process that runs already, where it is the target's alone. */
import { join } from 'node:path';
import { readCgroupMount, readCgroupPath, readCgroupPids } from '../proc/cgroup.ts';
import { descendants } from '../proc/children.ts';
import { oomKillsOf } from './enclosure.ts';
import type { OwnCgroup } from './target.ts';

/**
 * null: it shares its group with others, whose memory would count as its own, or there is none. A systemd unit is its
 * group, whoever is in it.
 */
export function ownCgroup(procRoot: string, pid: number, isUnit: boolean): OwnCgroup | null {
  const mount = readCgroupMount(procRoot);
  const path = readCgroupPath(procRoot, pid);
  if (mount === null || path === null || path === '/') return null;
  const folder = join(mount, path);
  if (!isUnit) {
    const own = new Set([pid, ...descendants(procRoot, pid).pids]);
    const members = readCgroupPids(folder);
    if (members === null || !members.every((member) => own.has(member))) return null;
  }
  return { folder, oomKills: oomKillsOf(folder) };
}
