/**
 * Reads one process at a few microseconds a time: its files under /proc are opened once and read again at offset 0
 * into one buffer. A kept descriptor names the process, not its number: when the process has ended, stat and statm
 * answer ESRCH and the fd folder ENOENT, even if the pid names another process by then. `stat` is read last, so
 * whatever was read by path before it was read of the same process.
 */
import { closeSync, fstatSync, openSync, readdirSync, readSync, statfsSync, statSync } from 'node:fs';
import { type Failure, failureOf } from '../proc/failure.ts';
import { readPageBytes } from '../proc/machine.ts';
import { parseIo, parseStatm, parseStatus } from '../proc/memory.ts';
import { hasEnded, isStopped } from '../proc/process.ts';
import { parseStat } from '../proc/stat.ts';
import { NO_MEMORY, reasonOf } from './reason.ts';

export interface ProcFacts {
  readonly root: string;
  readonly pageBytes: number;
  /** Linux ≥ 6.2: stat(2) of an fd folder gives the number of descriptors as its size. */
  readonly folderTellsCount: boolean;
}

export interface ProcessReading {
  readonly state: 'read';
  /** By a signal (SIGSTOP) or a debugger: it does nothing until it is told to go on. */
  readonly stopped: boolean;
  readonly rssBytes: number | null;
  readonly anonBytes: number | null;
  readonly swapBytes: number | null;
  readonly vszBytes: number | null;
  readonly fds: number | null;
  readonly threads: number | null;
  /** CPU time since the process began, in clock ticks. */
  readonly cpuTicks: number | null;
  readonly readBytes: number | null;
  readonly writtenBytes: number | null;
  /** Reading → reason, for each null above. */
  readonly unavailable: Readonly<Record<string, string>>;
}

export interface Gone {
  readonly state: 'gone';
  readonly why: string;
}

/** Opens for fstat(2) only, which needs no permission on the folder itself (open(2)). */
const O_PATH = 0o10000000;
/** statfs(2). */
const PROC_SUPER_MAGIC = 0x9fa0;
/** Longer than any of these texts but a status with thousands of groups, whose memory is then unavailable. */
const buffer = Buffer.allocUnsafeSlow(16_384);

type FileName = 'stat' | 'statm' | 'status' | 'io' | 'fd';

export function readProcFacts(root: string): ProcFacts {
  return { root, pageBytes: readPageBytes(), folderTellsCount: tellsCount(root) };
}

export class ProcessReader {
  readonly pid: number;
  readonly startTicks: number;
  readonly #facts: ProcFacts;
  readonly #folder: string;
  readonly #keep: boolean;
  readonly #open = new Map<FileName, number>();

  /** `keep`: hold up to five descriptors between reads; else each read opens and closes them. */
  constructor(facts: ProcFacts, pid: number, startTicks: number, keep: boolean) {
    this.pid = pid;
    this.startTicks = startTicks;
    this.#facts = facts;
    this.#folder = `${facts.root}/${pid}`;
    this.#keep = keep;
  }

  read(): ProcessReading | Gone {
    try {
      return this.#read();
    } finally {
      if (!this.#keep) this[Symbol.dispose]();
    }
  }

  [Symbol.dispose](): void {
    for (const descriptor of this.#open.values()) closeSync(descriptor);
    this.#open.clear();
  }

  #read(): ProcessReading | Gone {
    const unavailable: Record<string, string> = {};
    const statm = this.#part('statm', parseStatm, (reason) => {
      unavailable['rss'] = unavailable['vsz'] = reason;
    });
    // A process that has given back its memory reads as 0 pages of 0: that is not a size of zero.
    const hasMemory = statm !== null && statm.sizePages > 0;
    if (statm !== null && !hasMemory) unavailable['rss'] = unavailable['vsz'] = NO_MEMORY;
    const status = this.#part('status', parseStatus, (reason) => {
      unavailable['anon'] = unavailable['swap'] = reason;
    });
    const io = this.#part('io', parseIo, (reason) => {
      unavailable['read'] = unavailable['written'] = reason;
    });
    const fds = this.#countDescriptors(unavailable);
    let ended = false;
    const stat = this.#part('stat', parseStat, (reason, failure) => {
      ended = failure === 'gone';
      unavailable['threads'] = unavailable['cpu'] = reason;
    });
    if (ended) return { state: 'gone', why: 'ended' };
    if (stat !== null && stat.startTicks !== this.startTicks) return { state: 'gone', why: 'pid reused' };
    // A main thread may end before its process does.
    if (stat !== null && hasEnded(stat.state) && stat.threads <= 1)
      return { state: 'gone', why: 'ended (zombie)' };
    return {
      state: 'read',
      stopped: stat !== null && isStopped(stat.state),
      rssBytes: hasMemory ? statm.residentPages * this.#facts.pageBytes : null,
      anonBytes: status === null ? null : status.rssAnonBytes + status.swapBytes,
      swapBytes: status?.swapBytes ?? null,
      vszBytes: hasMemory ? statm.sizePages * this.#facts.pageBytes : null,
      fds,
      threads: stat?.threads ?? null,
      cpuTicks: stat === null ? null : stat.utimeTicks + stat.stimeTicks,
      readBytes: io?.readBytes ?? null,
      writtenBytes: io?.writtenBytes ?? null,
      unavailable,
    };
  }

  #part<T>(
    name: FileName,
    parse: (bytes: Buffer, length: number) => T | null,
    failed: (reason: string, failure: Failure) => void,
  ): T | null {
    try {
      const parsed = parse(buffer, readSync(this.#descriptor(name), buffer, 0, buffer.length, 0));
      if (parsed === null) failed(name === 'status' ? NO_MEMORY : `not understood (${name})`, 'other');
      return parsed;
    } catch (error) {
      failed(reasonOf(error, name), failureOf(error));
      return null;
    }
  }

  #countDescriptors(unavailable: Record<string, string>): number | null {
    try {
      return this.#facts.folderTellsCount
        ? fstatSync(this.#descriptor('fd')).size
        : readdirSync(`${this.#folder}/fd`).length;
    } catch (error) {
      unavailable['fds'] = reasonOf(error, 'fd');
      return null;
    }
  }

  #descriptor(name: FileName): number {
    const kept = this.#open.get(name);
    if (kept !== undefined) return kept;
    const opened = openSync(`${this.#folder}/${name}`, name === 'fd' ? O_PATH : 'r');
    this.#open.set(name, opened);
    return opened;
  }
}

function tellsCount(root: string): boolean {
  try {
    return statfsSync(root).type === PROC_SUPER_MAGIC && statSync(`${root}/self/fd`).size > 0;
  } catch {
    return false;
  }
}
