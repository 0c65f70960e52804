/** Why a reading could not be had, in words that say what would help. */
import { codeOf, failureOf } from '../proc/failure.ts';

/** What a read of another user's process needs (ptrace(2), "Ptrace access mode checking"; capabilities(7)). */
const NEEDS: Readonly<Record<string, string>> = {
  io: 'CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH',
  smaps_rollup: 'CAP_SYS_PTRACE (or CAP_PERFMON)',
  fd: 'CAP_DAC_READ_SEARCH and CAP_SYS_PTRACE',
};

/** `what` is the file below /proc/PID. */
export function reasonOf(error: unknown, what: string): string {
  switch (failureOf(error)) {
    case 'denied':
      return what in NEEDS
        ? `permission denied: needs ${NEEDS[what]} (${what}), or run soakd as the target's user or as root`
        : `permission denied (${what}): /proc may be mounted with hidepid; run soakd as the target's user or as root`;
    case 'full':
      return `soakd itself is out of descriptors or memory (${codeOf(error)}, ${what}): raise its limit (ulimit -n, LimitNOFILE=)`;
    case 'gone':
      return `not offered by this kernel (${what})`;
    case 'other':
      return `cannot read ${what}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

export const NO_MEMORY = 'no memory of its own: a kernel thread, or a process about to end';

/** `seen`: processes. In powers of two, so that a tree that grows is not told anew at each tick. */
export function truncatedReason(seen: number): string {
  const atLeast = 2 ** Math.floor(Math.log2(Math.max(1, seen)));
  return `truncated: the tree has at least ${atLeast} processes, more than soakd reads in the time it takes for it, so a sum would miss some`;
}
