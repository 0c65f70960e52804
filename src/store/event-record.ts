/** What happened in a run, by itself or on purpose. */

export type EventKind =
  | 'phase'
  | 'generation-begin'
  | 'generation-end'
  | 'restart'
  | 'target-lost'
  | 'load-restart'
  /** A level of the load begins; it is over, with how it ended and how long its load came. */
  | 'level'
  | 'level-end'
  | 'gap'
  /** No load and no observed time from here on. */
  | 'pause'
  /** A pause is over; its length. */
  | 'resume'
  | 'stall'
  | 'suspend'
  | 'clock-step'
  | 'missed-ticks'
  | 'unavailable'
  /** Processes of a target, by a signal or a debugger; and no longer, with the time. */
  | 'stopped'
  | 'continued'
  /** The kernel killed processes of a target for memory. */
  | 'oom-kill'
  | 'cross-check'
  | 'abort'
  | 'signal'
  | 'note'
  /** An alert fires; it no longer does; what its rule is about can no longer be known. */
  | 'alert'
  | 'alert-end'
  | 'alert-unknown'
  /** A picture of the targets was taken, or could not be. */
  | 'snapshot'
  /** The proxies turn connections away, or had to be begun anew. */
  | 'proxy'
  /** Something was done to the system on purpose; it is over; it could not be begun, or not be ended. */
  | 'fault-begin'
  | 'fault-end'
  | 'fault-failed'
  /** The database was damaged, and not all rows of before could be read. */
  | 'rows-lost'
  /** A report that the plan asks for was written; it could not be. */
  | 'report'
  | 'report-failed'
  | 'error';

export interface EventRow {
  readonly event: EventKind;
  readonly monoMs: number;
  readonly wallMs: number;
  /** Index of the target it is about, or null. */
  readonly target: number | null;
  readonly text: string;
  /** A gap's or phase's length, where it has one. */
  readonly durationMs: number | null;
}

/** Written at its begin (endedMs null) and again at its end. */
export interface GenerationRow {
  readonly target: number;
  readonly generation: number;
  readonly pid: number;
  readonly startTicks: number;
  readonly bootId: string;
  readonly command: string;
  readonly startedMs: number;
  readonly endedMs: number | null;
  /** Why it ended: "exited with code 1", "killed by SIGKILL", "pid reused", "soak ended"; null while alive. */
  readonly why: string | null;
  /** true when soakd ended it as planned. */
  readonly planned: boolean;
}

/** Each time that a fault of the plan was due. */
export interface FaultRow {
  /** Index in the plan's timeline, and which time it was, from 0; one written again replaces it. */
  readonly fault: number;
  readonly occurrence: number;
  readonly name: string;
  /** freeze, proxy, … */
  readonly act: string;
  /** The target, proxy or path that it acted on. */
  readonly subject: string | null;
  /** In words. */
  readonly what: string;
  readonly seed: number;
  /** Of observed time. */
  readonly plannedMs: number;
  readonly plannedEndMs: number | null;
  /** On the run's clock; null: it has not begun; it has not ended. */
  readonly begunMs: number | null;
  readonly endedMs: number | null;
  readonly wallMs: number;
  /**
   * active; over, as planned or with its run; failed: it could not be begun, or not be ended; interrupted: soakd died,
   * and it was reverted; not-run: the run ended before.
   */
  readonly state: 'active' | 'over' | 'failed' | 'interrupted' | 'not-run';
  /** What was seen at its begin and at its end, JSON of fault/act.ts. */
  readonly beginProof: string | null;
  readonly endProof: string | null;
  readonly why: string | null;
}
