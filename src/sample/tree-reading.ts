/** The dear readings of a target's processes: proportional memory and TCP connections. */
import { readFileSync } from 'node:fs';
import { failureOf, unlessGone } from '../proc/failure.ts';
import { parsePss } from '../proc/memory.ts';
import { readIdentity } from '../proc/process.ts';
import { readTcpTables, socketInodes } from '../proc/socket.ts';
import { NO_MEMORY, reasonOf, truncatedReason } from './reason.ts';
import type { SampledProcess } from './sample.ts';
import { lateAfter, type TreeMember, type TreeScan } from './target-reader.ts';

export interface DearReading {
  readonly value: number | null;
  readonly unavailable: string | null;
}

/** Sum of Pss in bytes; null when the root process is gone. Takes each process's mmap lock while it is read. */
export function readPss(root: string, process: SampledProcess, scan: TreeScan): DearReading | null {
  let sum = 0;
  return overTree(root, process, scan, 'smaps_rollup', ({ pid }) => {
    const bytes = unlessGone(() => readFileSync(`${root}/${pid}/smaps_rollup`));
    const pss = bytes === null ? null : parsePss(bytes);
    if (bytes !== null && pss === null) return { value: null, unavailable: NO_MEMORY };
    sum += pss ?? 0;
    return { value: sum, unavailable: null };
  });
}

/**
 * Established TCP connections (IPv4 and IPv6) whose socket a process of the tree holds, in the network namespace of
 * the root process. A socket that several processes share counts once.
 */
export function readConnections(root: string, process: SampledProcess, scan: TreeScan): DearReading | null {
  const held = new Set<number>();
  const listed = overTree(root, process, scan, 'fd', ({ pid }) => {
    for (const inode of socketInodes(root, pid) ?? []) held.add(inode);
    return { value: 0, unavailable: null };
  });
  // The kernel walks a table of all buckets to list its sockets: some ms even where there are few.
  if (listed === null || listed.value === null || held.size === 0) return listed;
  let connections = 0;
  for (const { state, inode } of readTcpTables(`${root}/${process.pid}/net`))
    if (state === 'established' && held.has(inode)) connections++;
  return stillThere(root, process) ? { value: connections, unavailable: null } : null;
}

/** Of the probe's time: a tree of hundreds that is read whole would keep it from all else. */
const TREE_MS = 1000;

/** Reads each process in turn; the last answer stands, or the first that is unavailable. */
function overTree(
  root: string,
  process: SampledProcess,
  scan: TreeScan,
  file: string,
  read: (member: TreeMember) => DearReading,
): DearReading | null {
  if (scan.incomplete !== null) return { value: null, unavailable: scan.incomplete };
  let latest: DearReading | null = null;
  const isLate = lateAfter(TREE_MS);
  for (const [place, member] of [process, ...scan.members].entries()) {
    if (isLate(place)) return { value: null, unavailable: truncatedReason(scan.members.length + 1) };
    if (readIdentity(root, member.pid)?.startTicks !== member.startTicks) {
      if (member === process) return null;
      continue;
    }
    try {
      latest = read(member);
    } catch (error) {
      if (failureOf(error) === 'gone') continue;
      return { value: null, unavailable: reasonOf(error, file) };
    }
    if (latest.unavailable !== null) return latest;
  }
  return stillThere(root, process) ? latest : null;
}

/** Whether what was read by pid was read of this process. */
function stillThere(root: string, { pid, startTicks }: SampledProcess): boolean {
  const identity = readIdentity(root, pid);
  return identity?.startTicks === startTicks && identity.state !== 'Z';
}
