/**
 * Reads one target: its root process, or the sum over the tree below it. Whoever was once found in the tree stays in
 * it until it ends, because the kernel's lists of children may omit some for a moment, and a sum that dips and comes
 * back is a false reading. CPU is the sum of what each process used since it was last read, so neither a child's end
 * nor a late discovery moves it.
 */
import { descendants, PROCESS_CAP } from '../proc/children.ts';
import { DescriptorReserve } from '../proc/descriptor-reserve.ts';
import { failureOf } from '../proc/failure.ts';
import { TICKS_PER_SECOND } from '../proc/machine.ts';
import { hasEnded, readIdentity } from '../proc/process.ts';
import { type Gone, ProcessReader, type ProcessReading, type ProcFacts } from './process-reader.ts';
import { reasonOf, truncatedReason } from './reason.ts';
import type { SampledProcess } from './sample.ts';

export interface TreeMember {
  readonly pid: number;
  readonly startTicks: number;
}

export interface TreeScan {
  /** Descendants, without the root. */
  readonly members: readonly TreeMember[];
  /** Why the members are not all of the tree, so that a sum over them would be wrong; null when they are. */
  readonly incomplete: string | null;
}

/** Numbers of a target as in sample.ts; null with a reason when any of its processes could not be read. */
export interface TargetNumbers extends Omit<ProcessReading, 'cpuTicks' | 'stopped'> {
  /** null without a reason at the first reading. */
  readonly cpuPct: number | null;
  readonly processes: number;
  /** How many of them are stopped, of those that were read. */
  readonly stopped: number;
}

/**
 * A scan by the probe thread: 4,000 processes of an idle machine. In the time of a tick it is what the tick has.
 * A target that forks without end would otherwise have soakd read it without end.
 */
const SCAN_MS = 500;
/**
 * A tree that took too long is not read whole again before so long a time, each time twice as long: what is just at the
 * edge would else be told as truncated and as whole by turns, and what is far beyond it would cost its time at each tick.
 */
const FIRST_REST_MS = 10_000;
const LONGEST_REST_MS = 600_000;
/** So many are read in whatever time it takes: a service, on a machine too busy to be in a hurry. */
const LEAST_READ = 100;

/** How many processes may hold descriptors between ticks, five each; beyond it they are opened at each tick. */
export class DescriptorBudget {
  #left: number;

  constructor(processes = 100) {
    this.#left = processes;
  }

  take(): boolean {
    if (this.#left === 0) return false;
    this.#left--;
    return true;
  }

  giveBack(): void {
    this.#left++;
  }
}

interface ScanBounds {
  readonly cap?: number;
  readonly withinMs?: number;
}

/** /proc's lists are opened one at a time, within a folder. */
const SCAN_DESCRIPTORS = 4;
/** Of this thread: put by at its first scan. */
let reserve: DescriptorReserve | null = null;

/** Never throws: what failed makes the scan incomplete. */
export function scanTree(root: string, process: SampledProcess, bounds: ScanBounds = {}): TreeScan {
  reserve ??= new DescriptorReserve(SCAN_DESCRIPTORS);
  try {
    return scan(root, process, bounds);
  } catch (error) {
    return failureOf(error) === 'full'
      ? reserve.lend(() => scanOnce(root, process, bounds))
      : { members: [], incomplete: reasonOf(error, 'children') };
  }
}

function scanOnce(root: string, process: SampledProcess, bounds: ScanBounds): TreeScan {
  try {
    return scan(root, process, bounds);
  } catch (error) {
    return { members: [], incomplete: reasonOf(error, 'children') };
  }
}

function scan(
  root: string,
  process: SampledProcess,
  { cap = PROCESS_CAP, withinMs = SCAN_MS }: ScanBounds,
): TreeScan {
  const members: TreeMember[] = [];
  const isLate = lateAfter(withinMs);
  const { pids, truncated } = descendants(root, process.pid, cap, isLate);
  for (const pid of pids) {
    if (isLate(members.length)) return { members, incomplete: truncatedReason(pids.length + 1) };
    const identity = readIdentity(root, pid);
    if (identity !== null && !hasEnded(identity.state))
      members.push({ pid, startTicks: identity.startTicks });
  }
  return { members, incomplete: truncated ? truncatedReason(pids.length + 1) : null };
}

interface Member {
  readonly reader: ProcessReader;
  readonly kept: boolean;
  /** null until it was read once. */
  cpuTicks: number | null;
}

const SUMMED = [
  ['rss', 'rssBytes'],
  ['anon', 'anonBytes'],
  ['swap', 'swapBytes'],
  ['vsz', 'vszBytes'],
  ['fds', 'fds'],
  ['threads', 'threads'],
  ['read', 'readBytes'],
  ['written', 'writtenBytes'],
] as const;

type SummedField = (typeof SUMMED)[number][1];

export class TargetReader {
  readonly process: SampledProcess;
  readonly #facts: ProcFacts;
  readonly #budget: DescriptorBudget;
  /** By pid; the root first. */
  readonly #members = new Map<number, Member>();
  #incomplete: string | null = null;
  #gone: Gone | null = null;
  #readMs: number | null = null;
  #restMs = FIRST_REST_MS;
  #restUntilMs = Number.NEGATIVE_INFINITY;

  /** `withinMs`: for the first scan of the tree. */
  constructor(facts: ProcFacts, process: SampledProcess, budget: DescriptorBudget, withinMs = SCAN_MS) {
    this.process = process;
    this.#facts = facts;
    this.#budget = budget;
    this.#add(process);
    if (process.tree) this.adopt(scanTree(facts.root, process, { withinMs }));
  }

  /** Takes in processes a later scan found. */
  adopt(scan: TreeScan): void {
    if (this.#gone !== null) return;
    this.#incomplete = scan.incomplete;
    for (const member of scan.members) {
      const known = this.#members.get(member.pid);
      if (known?.reader.startTicks === member.startTicks) continue;
      if (known !== undefined) this.#remove(known);
      if (this.#members.size < PROCESS_CAP) this.#add(member);
      else this.#incomplete = truncatedReason(this.#members.size);
    }
  }

  /** The target is gone when its root process is. What cannot be read `withinMs` is left out, and no sum is told. */
  read(monoMs: number, withinMs = Number.POSITIVE_INFINITY): TargetNumbers | Gone {
    if (this.#gone !== null) return this.#gone;
    const sums: Record<SummedField, number | null> = {
      rssBytes: 0,
      anonBytes: 0,
      swapBytes: 0,
      vszBytes: 0,
      fds: 0,
      threads: 0,
      readBytes: 0,
      writtenBytes: 0,
    };
    const unavailable: Record<string, string> = {};
    let cpuTicks = 0;
    let stopped = 0;
    let incomplete = this.#incomplete;
    const isLate = lateAfter(withinMs);
    const rests = monoMs < this.#restUntilMs;
    for (const [place, member] of [...this.#members.values()].entries()) {
      if (rests ? place > 0 : isLate(place)) {
        incomplete = truncatedReason(this.#members.size);
        if (!rests) this.#rest(monoMs);
        break;
      }
      const reading = member.reader.read();
      if (reading.state === 'gone') {
        this.#remove(member);
        if (member.reader.pid !== this.process.pid) continue;
        this.#gone = reading;
        this[Symbol.dispose]();
        return reading;
      }
      for (const [, field] of SUMMED) sums[field] = plus(sums[field], reading[field]);
      Object.assign(unavailable, reading.unavailable);
      if (reading.stopped) stopped++;
      cpuTicks += usedSince(member, reading.cpuTicks);
      member.cpuTicks = reading.cpuTicks;
    }
    if (incomplete !== null) {
      unavailable['cpu'] = incomplete;
      for (const [name, field] of SUMMED) {
        sums[field] = null;
        unavailable[name] = incomplete;
      }
    }
    const elapsedMs = this.#readMs === null ? null : monoMs - this.#readMs;
    this.#readMs = monoMs;
    const cpuKnown = elapsedMs !== null && elapsedMs > 0 && unavailable['cpu'] === undefined;
    return {
      state: 'read',
      ...sums,
      cpuPct: cpuKnown ? ((cpuTicks / TICKS_PER_SECOND) * 100_000) / elapsedMs : null,
      processes: this.#members.size,
      stopped,
      unavailable,
    };
  }

  [Symbol.dispose](): void {
    for (const member of [...this.#members.values()]) this.#remove(member);
  }

  #rest(monoMs: number): void {
    this.#restUntilMs = monoMs + this.#restMs;
    this.#restMs = Math.min(2 * this.#restMs, LONGEST_REST_MS);
  }

  #add({ pid, startTicks }: TreeMember): void {
    const kept = this.#budget.take();
    const reader = new ProcessReader(this.#facts, pid, startTicks, kept);
    this.#members.set(pid, { reader, kept, cpuTicks: null });
  }

  #remove(member: Member): void {
    member.reader[Symbol.dispose]();
    if (member.kept) this.#budget.giveBack();
    this.#members.delete(member.reader.pid);
  }
}

/** Whether the time is over when so many processes were seen. */
export function lateAfter(ms: number): (seen: number) => boolean {
  const untilMs = performance.now() + ms;
  return (seen) => seen >= LEAST_READ && performance.now() > untilMs;
}

function plus(sum: number | null, value: number | null): number | null {
  return sum === null || value === null ? null : sum + value;
}

/** A process counts from the reading that first saw it. */
function usedSince(member: Member, cpuTicks: number | null): number {
  return member.cpuTicks === null || cpuTicks === null ? 0 : Math.max(0, cpuTicks - member.cpuTicks);
}
