/** Which process listens on a TCP port. */
import { failureOf } from './failure.ts';
import { listPids, readIdentity } from './process.ts';
import { readTcpTables, socketInodes } from './socket.ts';

/**
 * found: the owners, root-most first (a master before the workers that inherited its socket).
 * hidden: something listens there, but its owner is a process we may not look into. none: nothing listens.
 */
export type Listener =
  | { readonly kind: 'found'; readonly pids: readonly number[] }
  | { readonly kind: 'hidden'; readonly reason: string }
  | { readonly kind: 'none' };

/** Looks in the network namespace of the caller. */
export function findListener(root: string, port: number): Listener {
  const inodes = new Set(
    readTcpTables(`${root}/net`)
      .filter((socket) => socket.state === 'listen' && socket.localPort === port)
      .map((socket) => socket.inode),
  );
  if (inodes.size === 0) return { kind: 'none' };
  const owners = listPids(root).pids.filter((pid) => holdsAny(root, pid, inodes));
  if (owners.length > 0) return { kind: 'found', pids: rootMostFirst(root, owners) };
  return {
    kind: 'hidden',
    reason: `the process listening on port ${port} belongs to another user or another container; run soakd as that user or as root, or name the process by its pid`,
  };
}

function holdsAny(root: string, pid: number, inodes: ReadonlySet<number>): boolean {
  try {
    return socketInodes(root, pid)?.some((inode) => inodes.has(inode)) ?? false;
  } catch (error) {
    if (failureOf(error) === 'denied') return false;
    throw error;
  }
}

function rootMostFirst(root: string, owners: readonly number[]): number[] {
  const owner = new Set(owners);
  const depth = new Map(owners.map((pid) => [pid, ancestors(root, pid).filter((a) => owner.has(a)).length]));
  return [...owners].sort((a, b) => (depth.get(a) ?? 0) - (depth.get(b) ?? 0) || a - b);
}

function ancestors(root: string, pid: number): number[] {
  const found: number[] = [];
  for (
    let at = readIdentity(root, pid)?.ppid ?? 0;
    at > 0 && !found.includes(at);
    at = readIdentity(root, at)?.ppid ?? 0
  )
    found.push(at);
  return found;
}
