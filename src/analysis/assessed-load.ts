/** The load and what became of it, as the document of a run has it. Times in seconds, rates per second. */
import type { ExpectedOutcome } from '../plan/corpus/corpus-plan.ts';
import type { AssessedLevels } from './assessed-levels.ts';
import type { LatencySummary } from './latency-summary.ts';
import type { Counts } from './load-counts.ts';

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
