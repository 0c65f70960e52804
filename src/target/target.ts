/** What the life of a target is told as: one generation after the other, each the life of one root process. */

export interface Generation {
  /** Index of the target in the plan. */
  readonly target: number;
  /** 1 for the first. */
  readonly generation: number;
  readonly pid: number;
  /** proc_pid_stat(5) field 22; with pid and boot id the identity of the process. */
  readonly startTicks: number;
  readonly bootId: string;
  /** The command line. Never the environment. */
  readonly command: string;
  /** CLOCK_MONOTONIC in ms at which soakd started or found the process. */
  readonly begunMs: number;
}

/** The process to read at each tick; compatible with the sampler's own type. */
export interface WatchedProcess {
  readonly target: number;
  readonly generation: number;
  readonly pid: number;
  readonly startTicks: number;
  readonly tree: boolean;
  readonly cgroup: OwnCgroup | null;
}

/** A control group (version 2) that holds the processes of one target and no others. */
export interface OwnCgroup {
  readonly folder: string;
  /** Processes that the kernel had killed in it for memory when the process was begun. */
  readonly oomKills: number;
}

/** What a life reports, in order; called synchronously. */
export interface LifeObserver {
  /** The process exists; it is not ready yet. */
  begin(generation: Generation): void;
  /** It may be driven: after `begin` of every generation that gets so far. */
  ready(generation: Generation): void;
  /**
   * `why` as "exited with code 1", "killed by SIGKILL", "pid reused", "soak ended". `seen` false: it was there when an
   * earlier soakd died, and is not any more.
   */
  end(generation: Generation, why: string, planned: boolean, seen: boolean): void;
  /** A new generation is being looked for or started `afterMs` from now. */
  restart(why: string, afterMs: number): void;
  /** No further generation will follow. */
  lost(why: string): void;
}

/** How a generation ended. */
export interface End {
  readonly why: string;
  /** Exit code other than 0, a signal, or not known. */
  readonly failed: boolean;
  /** A fault of the plan ended it: another follows in any case. */
  readonly planned?: boolean;
}
