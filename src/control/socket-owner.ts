/** Which process listens on a unix socket, by what /proc tells. */
import { readFileSync } from 'node:fs';
import { failureOf } from '../proc/failure.ts';
import { listPids } from '../proc/process.ts';
import { socketInodes } from '../proc/socket.ts';

/** Include/uapi/linux/net.h: __SO_ACCEPTCON, the socket listens. */
const LISTENS = 0x10000;

/** null: it may not be seen, as that of another user, or nobody listens. */
export function listenerPid(path: string, procRoot = '/proc'): number | null {
  const inode = listeningInode(readFileSync(`${procRoot}/net/unix`, 'utf8'), path);
  if (inode === null) return null;
  return listPids(procRoot).pids.find((pid) => holds(procRoot, pid, inode)) ?? null;
}

/** A heading, then "Num RefCount Protocol Flags Type St Inode Path" a line. */
export function listeningInode(table: string, path: string): number | null {
  for (const line of table.split('\n').slice(1)) {
    const [, flags, inode, bound] = /^\S+: \S+ \S+ (\S+) \S+ \S+ +(\d+) (.*)$/.exec(line) ?? [];
    if (bound !== path || flags === undefined) continue;
    if ((Number.parseInt(flags, 16) & LISTENS) !== 0) return Number(inode);
  }
  return null;
}

function holds(procRoot: string, pid: number, inode: number): boolean {
  try {
    return socketInodes(procRoot, pid)?.includes(inode) ?? false;
  } catch (error) {
    if (failureOf(error) === 'denied') return false;
    throw error;
  }
}
