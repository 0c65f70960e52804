import { codeOf } from './failure.ts';
import { hasEnded, readIdentity } from './process.ts';

/** Which process, and which of those that had its pid. */
export interface Member {
  readonly pid: number;
  readonly startTicks: number;
}

export function isAlive(procRoot: string, { pid, startTicks }: Member): boolean {
  const identity = readIdentity(procRoot, pid);
  return identity !== null && identity.startTicks === startTicks && !hasEnded(identity.state);
}

/**
 * Signals exactly this process: a pid that names another one by now is left alone. False when it is gone.
 * Between the look and the signal are microseconds, and the kernel hands out pids in a circle.
 */
export function signalProcess(procRoot: string, member: Member, signal: NodeJS.Signals): boolean {
  if (!isAlive(procRoot, member)) return false;
  return sendSignal(member.pid, signal);
}

/** `pid` as of kill(2): negative for a process group. False when nobody is there, or nobody we may signal. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (['ESRCH', 'EPERM'].includes(codeOf(error))) return false;
    throw error;
  }
}
