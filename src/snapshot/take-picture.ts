/** Looks once at the processes of a target. */
import { descendants } from '../proc/children.ts';
import { failureOf } from '../proc/failure.ts';
import { hasEnded, type ProcessIdentity, readIdentity } from '../proc/process.ts';
import { Budget, OUT_OF_TIME, PART_MS } from './budget.ts';
import { DescriptorPart } from './descriptor-part.ts';
import { MemoryPart } from './memory-part.ts';
import type { Picture, PicturedProcess } from './picture.ts';
import { shortName } from './short-name.ts';
import { ThreadPart } from './thread-part.ts';

export interface Subject {
  readonly pid: number;
  readonly startTicks: number;
  /** With its descendants. */
  readonly tree: boolean;
}

/** Of a tree; the parts have their time as well. */
const MOST_PROCESSES = 256;
const MOST_SHOWN = 10;

type Part = 'memory' | 'descriptors' | 'threads';

/** null: the process is gone, or another one has its pid. */
export function takePicture(root: string, subject: Subject): Omit<Picture, 'command' | 'signal'> | null {
  const begunMs = performance.now();
  const target = identify(root, subject.pid);
  if (target === null || target.startTicks !== subject.startTicks) return null;
  const unavailable: Record<string, string> = {};
  const { pids, truncated } = subject.tree
    ? descendants(root, subject.pid, MOST_PROCESSES)
    : { pids: [], truncated: false };
  if (truncated) unavailable['processes'] = `more than ${MOST_PROCESSES}`;
  const all = [target, ...pids.map((pid) => identify(root, pid)).filter((one) => one !== null)];
  const [memory, descriptors, threads] = [new MemoryPart(), new DescriptorPart(), new ThreadPart()];
  const budgets = {
    memory: new Budget(PART_MS),
    descriptors: new Budget(PART_MS),
    threads: new Budget(PART_MS),
  };
  const seen: Record<Part, boolean> = { memory: false, descriptors: false, threads: false };

  /** What of one process is told by one part; null: it could not be read, or is gone. */
  const look = <Found extends { readonly incomplete: string | null }>(
    part: Part,
    read: () => Found,
  ): Found | null => {
    try {
      const found = read();
      seen[part] = true;
      if (found.incomplete !== null) unavailable[part] = found.incomplete;
      return found;
    } catch (error) {
      if (failureOf(error) !== 'gone') unavailable[part] ??= reasonOf(error, part);
      return null;
    }
  };
  const processes = all.map(({ pid, comm }): PicturedProcess => {
    for (const part of ['memory', 'descriptors', 'threads'] as const)
      if (budgets[part].isOver) unavailable[part] ??= OUT_OF_TIME;
    return {
      pid,
      comm: shortName(comm),
      threads: look('threads', () => threads.add(root, pid, budgets.threads))?.count ?? null,
      descriptors: look('descriptors', () => descriptors.add(root, pid, budgets.descriptors))?.count ?? null,
      rssBytes: look('memory', () => memory.add(root, pid, budgets.memory))?.rssBytes ?? null,
    };
  });
  // What was read by pid was read of this process.
  if (identify(root, subject.pid)?.startTicks !== subject.startTicks) return null;
  if (threads.stacksHidden !== null) unavailable['stacks'] = threads.stacksHidden;
  const largestFirst = processes.toSorted((a, b) => (b.rssBytes ?? 0) - (a.rssBytes ?? 0));
  return {
    processes: largestFirst.slice(0, MOST_SHOWN),
    processCount: processes.length,
    memory: seen.memory ? memory.picture : null,
    descriptors: seen.descriptors ? descriptors.picture(root, subject.pid) : null,
    threads: seen.threads ? threads.picture : null,
    unavailable,
    tookMs: Math.round(performance.now() - begunMs),
  };
}

function identify(root: string, pid: number): ProcessIdentity | null {
  try {
    const identity = readIdentity(root, pid);
    return identity === null || hasEnded(identity.state) ? null : identity;
  } catch {
    // /proc may be mounted with hidepid.
    return null;
  }
}

/** ptrace(2), "Ptrace access mode checking"; capabilities(7). */
const NEEDS: Readonly<Record<Part, string>> = {
  memory: 'CAP_SYS_PTRACE',
  descriptors: 'CAP_DAC_READ_SEARCH and CAP_SYS_PTRACE',
  threads: 'no hidepid on /proc',
};

function reasonOf(error: unknown, part: Part): string {
  if (failureOf(error) === 'denied')
    return `permission denied: needs ${NEEDS[part]}, or soakd as the target's user or as root`;
  return error instanceof Error ? error.message : String(error);
}
