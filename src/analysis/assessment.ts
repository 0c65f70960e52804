/**
 * What soakd has to say about a run: version 1 of the document that `run --json` and `report --format json`
 * print. Times are seconds since the run began, rates per second, values in base units (bytes, ms, count, ratio).
 */
import type { ExpectedOutcome } from '../plan/corpus/corpus-plan.ts';
import type { LevelStep } from '../plan/load/level.ts';
import type { Capacity } from '../plan/load/search.ts';
import type { Picture } from '../snapshot/picture.ts';
import type { AlertRow, NotificationRow, SnapshotRow } from '../store/alert-record.ts';
import type { FaultRow } from '../store/event-record.ts';
import type { RunProgress, RunState } from '../store/run-record.ts';
import type { TimeToLimit } from '../trend/time-to-limit.ts';
import type { Trend } from '../trend/trend.ts';
import type { Unit } from '../verdict/unit.ts';
import type { CriterionVerdict, Verdict } from '../verdict/verdict.ts';
import type { AssessedImpact, FaultProof } from './assessed-impact.ts';
import type { Found } from './come-back.ts';
import type { JudgedAlert } from './judge-alerts.ts';
import type { LevelTime } from './level-times.ts';
import type { Counts } from './load-counts.ts';

export interface Assessment {
  readonly version: 1;
  readonly run: AssessedRun;
  readonly verdict: Verdict;
  /** Why the overall verdict is what it is, as one sentence. */
  readonly reason: string;
  /** Stored when the soak ended (frozen) or judged now. */
  readonly criteria: readonly CriterionVerdict[];
  readonly frozen: boolean;
  readonly trends: readonly AssessedTrend[];
  /** Stored when the soak ended; else worked out now, of a thinned run from minute means. */
  readonly trendsFrozen: boolean;
  /** Of each target's anon, fds and threads; empty without a drain. Evidence beside the verdicts, never one of them. */
  readonly comeBack: readonly AssessedComeBack[];
  readonly load: AssessedLoad | null;
  readonly targets: readonly AssessedTarget[];
  /** What was done to the system on purpose, each time that it was due, in that order. */
  readonly faults: readonly AssessedFault[];
  /** What fired, in the order of time; once for each time that it did. */
  readonly alerts: readonly AssessedAlert[];
  /** What alerts on slopes and growth go by while the run goes on; empty once it has ended. */
  readonly watched: readonly JudgedAlert[];
  /** Pictures of the targets, at breaches and by the clock, in the order of time. */
  readonly snapshots: readonly AssessedSnapshot[];
  /** The newest events, oldest first; `eventsOmitted` older ones are only in the database. */
  readonly events: readonly AssessedEvent[];
  readonly eventsOmitted: number;
  readonly unavailable: readonly Unavailable[];
  /** Share of the due ticks that were taken, 0–1. */
  readonly coverage: number;
  readonly self: AssessedSelf;
}

export interface AssessedRun {
  readonly id: string;
  readonly name: string;
  readonly state: RunState;
  readonly phase: RunProgress['phase'];
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly observedS: number;
  /** Drain and reload included; null: the plan ends after a number of operations. */
  readonly plannedS: number | null;
  /** When the phase that is judged began and (so far) ended. */
  readonly soakFromS: number;
  readonly soakToS: number;
  readonly gaps: readonly Gap[];
  /** When its samples gave way to the means of their minutes; null: they are there. */
  readonly thinnedAt: string | null;
  readonly planSha256: string;
  readonly host: Readonly<Record<string, unknown>>;
}

/** A time that does not count as observed. */
export interface Gap {
  readonly fromS: number;
  readonly toS: number;
  /**
   * gap: soakd was down. stall: its loop stood still. suspend: the machine slept (no length on this clock). pause: it
   * was asked to rest; samples were taken, and count for nothing but maxima.
   */
  readonly kind: 'gap' | 'stall' | 'suspend' | 'pause';
  readonly text: string;
}

/** A trend of one series: of one generation of a target, or of the run as a whole (both null). */
export interface SeriesTrend extends Trend {
  readonly metric: string;
  readonly target: string | null;
  readonly operation: string | null;
  readonly generation: number | null;
  /** Of the series: bytes, ms, count, ratio, per second; slopes are that per hour. */
  readonly unit: Unit;
  /** log: fitted on the logarithm, and told at the steady median. */
  readonly scale: 'linear' | 'log';
  /** First and last reading, warm-up included. */
  readonly fromS: number;
  readonly toS: number;
  /** At most 40 medians from the first to the last judged point; null where nothing was seen. */
  readonly shape: readonly (number | null)[];
}

export interface AssessedTrend extends SeriesTrend {
  /** About how much longer the run had to be for the rule about it to be decided; null: it is, or nobody can say. */
  readonly needsHours: number | null;
  /** Of a leak whose metric a rule sets a limit to; null: no rule does, it is no leak, or another process has followed. */
  readonly toLimit: ToLimit | null;
}

/** When what a trend is about gets to a limit, going on like this: from the last reading on. */
export interface ToLimit extends TimeToLimit {
  /** In the trend's unit. */
  readonly limit: number;
  /** The rule that sets it, or in words what else does: limits in force that the kernel keeps. */
  readonly rule: string;
}

/** Whether what a target took came back without the load, and grew with it again. */
export interface AssessedComeBack extends Found {
  readonly target: string;
  readonly metric: string;
  readonly generation: number | null;
  readonly unit: Unit;
  /**
   * Medians of the first and the last minute of the soak (once warm), and of the last of the drain and of the reload; of
   * a tenth of the phase where that is shorter. null: there was none, or too few readings.
   */
  readonly soakBegin: number | null;
  readonly soakEnd: number | null;
  readonly drainEnd: number | null;
  readonly reloadEnd: number | null;
  /** How far two such levels may be apart by chance. */
  readonly noise: number | null;
}

export interface AssessedLoad extends Counts {
  /** Arrivals due and operations sent, per second of load. */
  readonly offered: number;
  readonly achieved: number;
  /**
   * Due but without an outcome: in flight, or lost with the load process; and what failed or was skipped although it was
   * said what should become of it.
   */
  readonly unresolved: number;
  /** Failure class → count, most frequent first. */
  readonly failures: Readonly<Record<string, number>>;
  /** null: nothing was said of what should become of an operation. */
  readonly outcomes: AssessedOutcomes | null;
  /** What the load noticed beside how operations ended → how often: expected, arrived, lost, duplicated, … */
  readonly marks: Readonly<Record<string, number>>;
  /** Some of the operations that were no success, in the order of time: the first of each class in each minute. */
  readonly failureSamples: readonly FailureSample[];
  readonly byOperation: readonly AssessedOperation[];
  /** From the intended start, and from the actual send; of the judged part of the soak. */
  readonly latencyMs: LatencySummary | null;
  readonly serviceMs: LatencySummary | null;
  /** The generator fell behind in more seconds than a verdict can bear. */
  readonly saturated: boolean;
  readonly saturatedShare: number;
  readonly saturatedSeconds: number;
  readonly seconds: number;
  /** null: the load has no levels. */
  readonly levels: AssessedLevels | null;
  /** null: it has levels instead. */
  readonly course: AssessedCourse | null;
}

/** When operations were to come due, and when they did; of the soak, without a reload. */
export interface AssessedCourse {
  /** How many; null: as many as users got replies. */
  readonly planned: number | null;
  readonly due: number;
  /** In their order: the stages of an open load, else the one that there is. */
  readonly parts: readonly AssessedPart[];
}

export interface AssessedPart {
  /** `10/s to 100/s over 10m` */
  readonly text: string;
  readonly planned: number | null;
  /** null: nobody knows. */
  readonly plannedS: number | null;
  /** false: it lies beyond the end of the run. */
  readonly isRun: boolean;
  readonly due: number;
  /** When the first of them came due, and how long it took until the last one did, to the second; null: none did. */
  readonly fromS: number | null;
  readonly tookS: number | null;
}

/** Of a sweep or a search. */
export interface AssessedLevels {
  readonly kind: 'sweep' | 'search';
  readonly of: 'users' | 'rate';
  /** How many a sweep has; null: nobody knows before a search is over. */
  readonly planned: number | null;
  /** In the order of time; one that was cut short is there again under its number. */
  readonly levels: readonly AssessedLevel[];
  /** What a search has found; null: of a sweep. */
  readonly capacity: Capacity | null;
  /** Why it did not come to its end, so that the run is no pass; null: it did. */
  readonly trouble: string | null;
}

export interface AssessedLevel {
  readonly number: number;
  /** How many users, or operations per second. */
  readonly value: number;
  readonly step: LevelStep;
  readonly outcome: LevelTime['outcome'];
  /** What broke, and how it was; empty: nothing did. */
  readonly why: string;
  readonly fromS: number;
  readonly toS: number;
  /** How long its load came; null: nobody knows. */
  readonly loadS: number | null;
  /** null: it cannot be told, `unseen` says why. */
  readonly seen: SeenLevel | null;
  readonly unseen: string | null;
}

export interface SeenLevel extends Counts {
  /** Operations due, sent and succeeded, per second of its load; null: nobody knows how long that came. */
  readonly offered: number | null;
  readonly achieved: number | null;
  readonly throughput: number | null;
  readonly latencyMs: LatencySummary | null;
  readonly serviceMs: LatencySummary | null;
  /** The generator fell behind in so many of its seconds. */
  readonly saturatedSeconds: number;
  readonly seconds: number;
}

export interface FailureSample {
  readonly operation: string;
  /** When it ended. */
  readonly atS: number;
  /** Its number among all that came due. */
  readonly arrival: number;
  /** Its class; or bypassed, or false-positive. */
  readonly failure: string;
  readonly latencyMs: number;
  /** Begins of what went out and of what came back, without secrets; null: nothing is kept of it. */
  readonly sent: string | null;
  readonly received: string | null;
}

/** What became of operations of which it was said what should. */
export interface AssessedOutcomes {
  /** As they should have been. */
  readonly blocked: number;
  readonly allowed: number;
  /** Allowed, and should have been blocked. */
  readonly bypassed: number;
  /** Blocked, and should have been allowed. */
  readonly falsePositives: number;
  /** Failed or skipped, which is neither. */
  readonly unresolved: number;
  readonly byCategory: readonly AssessedCategory[];
}

export interface AssessedCategory {
  readonly operation: string;
  readonly category: string;
  readonly expected: ExpectedOutcome;
  readonly blocked: number;
  readonly allowed: number;
  readonly undecided: number;
}

export interface AssessedOperation extends Counts {
  readonly name: string;
  readonly target: string | null;
  /** Share of the mix, 0–1: as planned, and as it came due. */
  readonly plannedShare: number;
  readonly actualShare: number | null;
  readonly failures: Readonly<Record<string, number>>;
  readonly marks: Readonly<Record<string, number>>;
  readonly latencyMs: LatencySummary | null;
  readonly serviceMs: LatencySummary | null;
}

export interface LatencySummary {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

export interface AssessedTarget {
  readonly name: string;
  readonly generations: readonly AssessedGeneration[];
}

export interface AssessedGeneration {
  readonly generation: number;
  readonly pid: number;
  readonly command: string;
  /** ISO 8601, UTC; null while it lives. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly startedS: number;
  readonly endedS: number | null;
  readonly why: string | null;
  readonly planned: boolean;
}

/** One time that an alert fired. Its rule states what is bad. */
export interface AssessedAlert {
  readonly name: string;
  readonly rule: string;
  readonly severity: AlertRow['severity'];
  /** null: of the run as a whole. */
  readonly target: string | null;
  /** ended: it was firing when the run ended; interrupted: when soakd died, and nobody took the run up again. */
  readonly state: AlertRow['state'];
  /** Since when the rule was true, when that had lasted long enough, and when it was over; null: it still fires. */
  readonly sinceS: number;
  readonly firedS: number;
  readonly firedAt: string;
  readonly endedS: number | null;
  /** What it was compared with, and the value that was furthest beyond. */
  readonly limit: number;
  readonly peak: number | null;
  /** bytes, ms, count, ratio or /s; of a slope per hour or per 1,000 operations. */
  readonly unit: string;
  /** Who was told, and whether it arrived. Empty: the log alone, or nobody, as it came too soon after another. */
  readonly notifications: readonly AssessedNotification[];
}

export interface AssessedNotification {
  readonly notifier: string;
  readonly status: NotificationRow['status'];
  readonly state: NotificationRow['state'];
  readonly attempts: number;
  /** When it arrived, or was given up. */
  readonly atS: number | null;
  /** Why it did not arrive, so far. */
  readonly why: string | null;
}

/** One time that a fault of the plan was due. */
export interface AssessedFault {
  readonly name: string;
  /** Which time, from 0. */
  readonly occurrence: number;
  /** freeze, proxy, …; what it acted on; and both in words. */
  readonly act: string;
  readonly subject: string | null;
  readonly what: string;
  readonly seed: number;
  /** Of observed time. */
  readonly plannedS: number;
  /** null: it has not begun; it has not ended. */
  readonly begunS: number | null;
  readonly begunAt: string | null;
  readonly endedS: number | null;
  /** over: as planned, or with its run; interrupted: soakd died, and it was reverted. */
  readonly state: FaultRow['state'];
  /** What was seen of it. */
  readonly begin: FaultProof | null;
  readonly end: FaultProof | null;
  /** Why it failed, was interrupted, or was not run. */
  readonly why: string | null;
  /** null: it is not over, was never begun, or the run is thinned. */
  readonly impact: AssessedImpact | null;
}

/** A target as it was at a breach, or when the clock said so. */
export interface AssessedSnapshot extends Picture {
  readonly atS: number;
  readonly at: string;
  readonly target: string;
  readonly generation: number;
  readonly cause: SnapshotRow['cause'];
  /** The alert's name, the criterion's rule, or the schedule. */
  readonly about: string;
}

export interface AssessedEvent {
  readonly atS: number;
  readonly at: string;
  readonly kind: string;
  readonly target: string | null;
  readonly text: string;
  readonly durationS: number | null;
}

/** A reading that could not be had when the run was last seen. */
export interface Unavailable {
  readonly target: string;
  readonly metric: string;
  readonly sinceS: number;
  readonly reason: string;
}

/** soakd's own health; null where no tick was taken. */
export interface AssessedSelf {
  /** Largest; of the process that samples and stores, without those of load and analysis. */
  readonly rssBytes: number | null;
  /** Most open file descriptors. */
  readonly fds: number | null;
  /** Mean share of one core, in percent. */
  readonly cpuPct: number | null;
  /** Worst delay of the event loop. */
  readonly loopLagMs: number | null;
  /** Ticks that fell due and were never taken. */
  readonly missedTicks: number;
  /** The load's own process; null without load. */
  readonly load: { readonly rssBytes: number | null; readonly cpuPct: number | null } | null;
  /** Stored when the soak ended, or judged now. Where one fails, the run is no pass; none of them fails it. */
  readonly criteria: readonly CriterionVerdict[];
}
