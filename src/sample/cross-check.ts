/**
 * A second opinion on RSS and CPU from pidusage, which must never hurt a run. Its traps, and what is done about them:
 * it keeps a descriptor for each pid as long as it is asked about it (so a pid that ended is not asked about for
 * twice the 60 s after which it forgets), clear() would leak those (never called), its CPU is a difference to the
 * last call of anyone in the thread (so calls are made here only, one at a time), and its first answer for a pid
 * holds no CPU (so it is dropped). What it throws, or no answer in time, is a finding and the end of its use.
 */
import { TICKS_PER_SECOND } from '../proc/machine.ts';
import type { Finding } from './finding.ts';
import { ProcessReader, type ProcFacts } from './process-reader.ts';
import type { SampledProcess } from './sample.ts';

/** pidusage(pids): percent of one core, and bytes; undefined for a process that has ended. */
export type ListUsage = (
  pids: number[],
) => Promise<Record<string, { cpu: number; memory: number } | undefined>>;

interface OwnReading {
  readonly atMs: number;
  readonly rssBytes: number;
  readonly cpuTicks: number;
}

interface Watched {
  readonly reader: ProcessReader;
  /** Ours around the last answer; null before the first. */
  last: OwnReading | null;
  rssDisagreed: number;
  cpuDisagreed: number;
}

const MAX_AGE_MS = 60_000;
const QUARANTINE_MS = 2 * MAX_AGE_MS;
const ANSWER_WITHIN_MS = 4_000;
/** Each process holds descriptors here and in pidusage. */
const PROCESS_CAP = 32;
/** Disagreements in a row before it is told: the two never read at the same moment. */
export const CONSECUTIVE = 3;

export class CrossCheck {
  readonly #facts: ProcFacts;
  readonly #list: ListUsage;
  readonly #nowMs: () => number;
  readonly #watched = new Map<string, Watched>();
  readonly #quarantinedUntilMs = new Map<number, number>();
  #off = false;

  constructor(facts: ProcFacts, list: ListUsage, nowMs: () => number) {
    this.#facts = facts;
    this.#list = list;
    this.#nowMs = nowMs;
  }

  /** Asks once for the root process of each target. Never rejects. */
  async check(processes: readonly SampledProcess[]): Promise<Finding[]> {
    if (this.#off) return [];
    this.#follow(processes);
    const before = new Map<SampledProcess, OwnReading>();
    for (const process of processes) {
      const own = this.#readOwn(process);
      if (own !== null) before.set(process, own);
    }
    const pids = [...new Set([...before.keys()].map(({ pid }) => pid))];
    if (pids.length === 0) return [];
    try {
      const usage = await within(this.#list(pids), ANSWER_WITHIN_MS);
      return [...before].flatMap(([process, own]) => this.#compare(process, own, usage[process.pid]));
    } catch (error) {
      this.#off = true;
      const why = error instanceof Error ? error.message : String(error);
      const text = `pidusage failed (${why}); readings are no longer cross-checked`;
      return [{ kind: 'cross-check', target: null, text }];
    }
  }

  [Symbol.dispose](): void {
    for (const { reader } of this.#watched.values()) reader[Symbol.dispose]();
    this.#watched.clear();
  }

  /** Begins with new processes and leaves those that are no longer sampled. */
  #follow(processes: readonly SampledProcess[]): void {
    const nowMs = this.#nowMs();
    for (const [pid, untilMs] of this.#quarantinedUntilMs)
      if (untilMs <= nowMs) this.#quarantinedUntilMs.delete(pid);
    const keys = new Set(processes.map(keyOf));
    for (const key of this.#watched.keys()) if (!keys.has(key)) this.#leave(key);
    for (const process of processes) {
      const key = keyOf(process);
      if (this.#watched.has(key) || this.#watched.size >= PROCESS_CAP) continue;
      if (this.#quarantinedUntilMs.has(process.pid)) continue;
      const reader = new ProcessReader(this.#facts, process.pid, process.startTicks, true);
      this.#watched.set(key, { reader, last: null, rssDisagreed: 0, cpuDisagreed: 0 });
    }
  }

  #leave(key: string): void {
    const watched = this.#watched.get(key);
    if (watched === undefined) return;
    this.#watched.delete(key);
    watched.reader[Symbol.dispose]();
    this.#quarantinedUntilMs.set(watched.reader.pid, this.#nowMs() + QUARANTINE_MS);
  }

  #readOwn(process: SampledProcess): OwnReading | null {
    const key = keyOf(process);
    const watched = this.#watched.get(key);
    if (watched === undefined) return null;
    const reading = watched.reader.read();
    if (reading.state === 'gone') this.#leave(key);
    if (reading.state === 'gone' || reading.rssBytes === null || reading.cpuTicks === null) return null;
    return { atMs: this.#nowMs(), rssBytes: reading.rssBytes, cpuTicks: reading.cpuTicks };
  }

  #compare(
    process: SampledProcess,
    before: OwnReading,
    theirs: { cpu: number; memory: number } | undefined,
  ): Finding[] {
    const watched = this.#watched.get(keyOf(process));
    const after = this.#readOwn(process);
    if (watched === undefined || after === null || theirs === undefined) return [];
    const { last } = watched;
    watched.last = after;
    if (last === null) return [];
    const findings: Finding[] = [];
    const told = (disagreed: number, text: string) => {
      if (disagreed === CONSECUTIVE) findings.push({ kind: 'cross-check', target: process.target, text });
    };
    watched.rssDisagreed = rssDisagrees(before.rssBytes, after.rssBytes, theirs.memory)
      ? watched.rssDisagreed + 1
      : 0;
    told(
      watched.rssDisagreed,
      `RSS of pid ${process.pid}: pidusage reads ${theirs.memory} bytes, soakd ${before.rssBytes} before and ${after.rssBytes} after, ${CONSECUTIVE} times in a row`,
    );
    // Once it has forgotten a process, its CPU is of another window than ours.
    if (after.atMs - last.atMs > MAX_AGE_MS / 2) return findings;
    const ours = ((after.cpuTicks - last.cpuTicks) / TICKS_PER_SECOND / (after.atMs - last.atMs)) * 100_000;
    watched.cpuDisagreed = cpuDisagrees(ours, theirs.cpu) ? watched.cpuDisagreed + 1 : 0;
    told(
      watched.cpuDisagreed,
      `CPU of pid ${process.pid}: pidusage reads ${theirs.cpu.toFixed(1)} %, soakd ${ours.toFixed(1)} %, ${CONSECUTIVE} times in a row`,
    );
    return findings;
  }
}

/** More than 10 % and more than 8 MiB outside what we read before and after. */
export function rssDisagrees(beforeBytes: number, afterBytes: number, theirBytes: number): boolean {
  const low = Math.min(beforeBytes, afterBytes);
  const high = Math.max(beforeBytes, afterBytes);
  const off = theirBytes < low ? low - theirBytes : theirBytes - high;
  return !Number.isFinite(theirBytes) || (off > 8 * 1024 * 1024 && off > 0.1 * low);
}

/** More than 25 % and more than 25 points of one core apart: the windows differ by some ms at both ends. */
export function cpuDisagrees(ourPct: number, theirPct: number): boolean {
  const off = Math.abs(ourPct - theirPct);
  return !Number.isFinite(theirPct) || (off > 25 && off > 0.25 * ourPct);
}

function keyOf({ pid, startTicks }: SampledProcess): string {
  return `${pid} ${startTicks}`;
}

async function within<T>(answer: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
