/** Which process conducts a run or is the daemon, so that a reused pid is not taken for it; and whether it still lives. */
import { readBootId } from '../clock.ts';
import { SoakdError } from '../error.ts';
import { hasEnded, readIdentity } from '../proc/process.ts';

export interface Owner {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat. */
  readonly startTicks: number;
  readonly bootId: string;
}

export function thisProcess(procRoot = '/proc'): Owner {
  const startTicks = readIdentity(procRoot, process.pid)?.startTicks;
  if (startTicks === undefined) throw new Error(`${procRoot} does not show this process`);
  return { pid: process.pid, startTicks, bootId: readBootId(procRoot) };
}

export function isAlive(owner: Owner, procRoot = '/proc'): boolean {
  if (owner.bootId !== readBootId(procRoot)) return false;
  const found = readIdentity(procRoot, owner.pid);
  return found !== null && found.startTicks === owner.startTicks && !hasEnded(found.state);
}

/** Where /proc hides other users' processes, an owner of one's own boot may well live. */
export function mayLive(owner: Owner): boolean {
  try {
    return isAlive(owner);
  } catch (error) {
    if (error instanceof SoakdError) return true;
    throw error;
  }
}

export function isSame(one: Owner, other: Owner): boolean {
  return one.pid === other.pid && one.startTicks === other.startTicks && one.bootId === other.bootId;
}
