/** What the writer thread takes: raw rows of a run, and what was derived from them when it ended. */
import type {
  CorpusRow,
  FailureRow,
  FailureSampleRow,
  GeneratorSecondRow,
  HistogramRow,
  MarkRow,
  MinuteTimesRow,
  OperationSecondRow,
  OutcomeRow,
} from './load-record.ts';
import type { RunProgress } from './run-record.ts';

export type StoreRecord =
  | ({ readonly kind: 'sample'; readonly run: number } & SampleRow)
  | ({ readonly kind: 'cgroup'; readonly run: number } & CgroupRow)
  | ({ readonly kind: 'limits'; readonly run: number } & LimitsRow)
  | ({ readonly kind: 'unavailable'; readonly run: number } & AvailabilityRow)
  | ({ readonly kind: 'path'; readonly run: number } & PathRow)
  | ({ readonly kind: 'scraped'; readonly run: number } & ScrapedRow)
  | ({ readonly kind: 'self'; readonly run: number } & SelfRow)
  | ({ readonly kind: 'operation-second'; readonly run: number } & OperationSecondRow)
  | ({ readonly kind: 'failures'; readonly run: number } & FailureRow)
  | ({ readonly kind: 'outcomes'; readonly run: number } & OutcomeRow)
  | ({ readonly kind: 'mark'; readonly run: number } & MarkRow)
  | ({ readonly kind: 'failure-sample'; readonly run: number } & FailureSampleRow)
  | ({ readonly kind: 'corpus'; readonly run: number } & CorpusRow)
  | ({ readonly kind: 'generator-second'; readonly run: number } & GeneratorSecondRow)
  | ({ readonly kind: 'histogram'; readonly run: number } & HistogramRow)
  | ({ readonly kind: 'minute-times'; readonly run: number } & MinuteTimesRow)
  | ({ readonly kind: 'event'; readonly run: number } & EventRow)
  | ({ readonly kind: 'generation'; readonly run: number } & GenerationRow)
  | ({ readonly kind: 'verdict'; readonly run: number } & VerdictRow)
  | ({ readonly kind: 'trend'; readonly run: number } & TrendRow)
  | ({ readonly kind: 'alert'; readonly run: number } & AlertRow)
  | ({ readonly kind: 'notification'; readonly run: number } & NotificationRow)
  | ({ readonly kind: 'snapshot'; readonly run: number } & SnapshotRow)
  | ({ readonly kind: 'fault'; readonly run: number } & FaultRow)
  /** Heartbeat, state, observed time, final verdict: the columns given are updated. */
  | ({ readonly kind: 'run-update'; readonly run: number } & Partial<RunProgress>);

export interface SampleRow {
  readonly target: number;
  readonly generation: number;
  readonly monoMs: number;
  readonly wallMs: number;
  /** How late the tick was taken. */
  readonly skewMs: number;
  readonly rssBytes: number | null;
  readonly anonBytes: number | null;
  readonly swapBytes: number | null;
  readonly pssBytes: number | null;
  readonly vszBytes: number | null;
  readonly fds: number | null;
  readonly threads: number | null;
  readonly connections: number | null;
  readonly cpuPct: number | null;
  readonly readBytes: number | null;
  readonly writtenBytes: number | null;
  readonly processes: number;
}

/** What the kernel counts for the control group that is a target's own. null: unavailable, see AvailabilityRow. */
export interface CgroupRow {
  readonly target: number;
  readonly generation: number;
  readonly monoMs: number;
  readonly wallMs: number;
  readonly anonBytes: number | null;
  readonly currentBytes: number | null;
  readonly peakBytes: number | null;
  readonly oomKills: number | null;
  readonly tasks: number | null;
  /** Share of the time in which some task waited, percent. */
  readonly cpuPressurePct: number | null;
  readonly memoryPressurePct: number | null;
  readonly ioPressurePct: number | null;
}

/** Limits in force for a life of a target. null: none. */
export interface LimitsRow {
  readonly target: number;
  readonly generation: number;
  readonly memoryBytes: number | null;
  readonly tasks: number | null;
  readonly fds: number | null;
}

/** Written when a metric becomes unavailable, or available again (reason null). */
export interface AvailabilityRow {
  readonly target: number;
  readonly metric: string;
  readonly monoMs: number;
  readonly reason: string | null;
}

export interface PathRow {
  readonly path: string;
  readonly monoMs: number;
  readonly wallMs: number;
  readonly bytes: number | null;
  readonly files: number | null;
}

export interface ScrapedRow {
  readonly series: string;
  readonly monoMs: number;
  readonly wallMs: number;
  readonly value: number | null;
}

export interface SelfRow {
  readonly monoMs: number;
  readonly wallMs: number;
  readonly rssBytes: number;
  readonly fds: number;
  readonly cpuPct: number | null;
  readonly loopLagMs: number;
  readonly missedTicks: number;
}

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

export interface VerdictRow {
  /** Index in the run's list of verdicts; one written again replaces it. */
  readonly position: number;
  readonly rule: string;
  readonly target: string | null;
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  readonly reason: string;
  readonly observed: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly unit: string;
  /** A criterion of soakd itself; default: of the plan. */
  readonly ofSelf?: boolean;
}

/** A trend as it was told when the run ended. */
export interface TrendRow {
  /** Index in the run's list of trends; one written again replaces it. */
  readonly position: number;
  /** As rules name it. */
  readonly metric: string;
  readonly target: string | null;
  readonly operation: string | null;
  readonly generation: number | null;
  /** JSON of an AssessedTrend. */
  readonly trend: string;
}

/** One time that an alert fired: written when it does, when its worst changes at last, and at its end. */
export interface AlertRow {
  /** Index in the plan's list of alerts. */
  readonly alert: number;
  readonly target: number | null;
  /** When it fired: of one alert and target, which time it was. */
  readonly firedMs: number;
  /** Since when its rule was true. */
  readonly sinceMs: number;
  readonly wallMs: number;
  readonly endedMs: number | null;
  readonly state: 'firing' | 'resolved' | 'ended' | 'interrupted';
  readonly name: string;
  readonly rule: string;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly bound: number;
  readonly peak: number | null;
  readonly unit: string;
}

/** One notification to one notifier. Written when it is due, and when it arrived or was given up. */
export interface NotificationRow {
  /** Names it to its receiver as well: what came twice has it twice. */
  readonly delivery: string;
  readonly alert: number;
  readonly target: number | null;
  readonly firedMs: number;
  /** Index in the alert's list of notifiers, and what it is in words without secrets. */
  readonly notifier: number;
  readonly describes: string;
  readonly status: 'firing' | 'resolved' | 'unknown' | 'known' | 'ended';
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly atMs: number | null;
  readonly why: string | null;
  /** What is sent, JSON. */
  readonly body: string;
  /** How many soakds died before it arrived. */
  readonly carried: number;
}

export interface SnapshotRow {
  /** One written again to the same slot replaces it. */
  readonly slot: number;
  readonly target: number;
  readonly generation: number;
  readonly monoMs: number;
  readonly wallMs: number;
  readonly cause: 'alert' | 'criterion' | 'schedule';
  readonly about: string;
  /** JSON of snapshot/picture.ts. */
  readonly picture: string;
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
