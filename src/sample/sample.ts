/** What one tick of the sampler saw. A reading that could not be had is null, its reason in `unavailable`. */

export interface Tick {
  /** When the tick was due and when it was taken, CLOCK_MONOTONIC since the soak began. */
  readonly dueMs: number;
  readonly monoMs: number;
  readonly wallMs: number;
  /** Ticks that fell due since the last one and were never taken. */
  readonly missed: number;
  /** Set when the clocks disagree about the time since the last tick. */
  readonly disturbance: Disturbance | null;
  readonly targets: readonly TargetReading[];
  readonly paths: readonly PathReading[];
  readonly scraped: readonly ScrapedReading[];
  readonly self: SelfReading;
}

/** A stalled loop (monotonic time went on), a suspend (only boot time did), a wall clock step (only wall did). */
export interface Disturbance {
  readonly kind: 'stall' | 'suspend' | 'clock-step';
  readonly durationMs: number;
}

export interface TargetReading {
  readonly target: number;
  readonly generation: number;
  /** gone: the root process ended, became a zombie, or its pid now names another process. */
  readonly state: 'read' | 'gone';
  readonly why: string | null;
  readonly rssBytes: number | null;
  /** RssAnon + VmSwap, over the tree. */
  readonly anonBytes: number | null;
  readonly swapBytes: number | null;
  readonly pssBytes: number | null;
  readonly vszBytes: number | null;
  readonly fds: number | null;
  readonly threads: number | null;
  readonly connections: number | null;
  /** Share of one core since the last tick, in percent; null at the first. */
  readonly cpuPct: number | null;
  /** Cumulative, of the processes alive. */
  readonly readBytes: number | null;
  readonly writtenBytes: number | null;
  readonly processes: number;
  /** How many of them a signal or a debugger has stopped. */
  readonly stopped: number;
  /** null: it has no control group of its own, or version 2 is not mounted. */
  readonly cgroup: CgroupReading | null;
  /** Metric → reason, for each null above that is not "not yet". */
  readonly unavailable: Readonly<Record<string, string>>;
}

/** Of the control group (version 2) that is the target's own. */
export interface CgroupReading {
  /** Anonymous memory of all its processes. */
  readonly anonBytes: number | null;
  /** All memory it is charged for, with the page cache; and the most of it so far. */
  readonly currentBytes: number | null;
  readonly peakBytes: number | null;
  /** Processes that the kernel killed for memory since the group was made. */
  readonly oomKills: number | null;
  /** Processes and their threads. */
  readonly tasks: number | null;
  /** Share of the time since the last tick in which some task waited, in percent; null at the first. */
  readonly cpuPressurePct: number | null;
  readonly memoryPressurePct: number | null;
  readonly ioPressurePct: number | null;
  /** Name → reason, for each null above that is not "not yet". */
  readonly unavailable: Readonly<Record<string, string>>;
}

export interface PathReading {
  readonly name: string;
  readonly bytes: number | null;
  readonly files: number | null;
  readonly unavailable: string | null;
}

export interface ScrapedReading {
  readonly series: string;
  readonly value: number | null;
  readonly unavailable: string | null;
}

export interface SelfReading {
  readonly rssBytes: number;
  readonly fds: number;
  readonly cpuPct: number | null;
  /** Worst delay of the event loop since the last tick. */
  readonly loopLagMs: number;
}

/** Which process a target is now; the sampler reads this at each tick. */
export interface SampledProcess {
  readonly target: number;
  readonly generation: number;
  readonly pid: number;
  /** proc_pid_stat(5) field 22, clock ticks after boot: with the boot id, the identity of a process. */
  readonly startTicks: number;
  readonly tree: boolean;
  /** The control group (version 2) that is its own, where it has one. */
  readonly cgroup?: OwnCgroup | null;
}

export interface OwnCgroup {
  readonly folder: string;
  /** Processes that the kernel had killed in it for memory before this life of the target. */
  readonly oomKills: number;
}
