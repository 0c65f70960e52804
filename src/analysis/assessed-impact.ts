/** What was seen and what came of a fault, as the document of a run has it. Times in seconds, rates per second. */

/** What came of a fault that is over. */
export interface AssessedImpact {
  /** null: there is no load, and the plan does not say what well is. */
  readonly recovery: AssessedRecovery | null;
  /** null: connections were not counted. */
  readonly reconnects: Reconnects | null;
  /** The operations of which some failed from its begin until all was well. */
  readonly operations: readonly OperationImpact[];
  /** What the load noticed meanwhile → how often: expected, lost, duplicated, … */
  readonly marks: Readonly<Record<string, number>>;
}

/** From a fault's end until a rule held again. */
export interface AssessedRecovery {
  /** What held when all was well, and for how long it had to. */
  readonly rule: string;
  readonly holdsS: number;
  /** How soon the plan wants it; null: it does not say. */
  readonly withinS: number | null;
  /** null: not seen; it takes longer than `atLeastS`, and `why` says what came first. */
  readonly afterS: number | null;
  readonly atLeastS: number;
  readonly why: string | null;
}

/** Connections that the load began, from the fault's begin on. */
export interface Reconnects {
  /** Mean of the minute before; null: there was no load. */
  readonly beforePerS: number | null;
  /** The most in a second of it. */
  readonly beforePeakPerS: number | null;
  readonly peakPerS: number;
  readonly peakAtS: number;
  readonly opened: number;
}

export interface OperationImpact {
  readonly name: string;
  /** Whether the fault acts on what it works on; null: the plan does not tell. */
  readonly touched: boolean | null;
  /** Failed or skipped, of so many that came to an end; and in the minute before. */
  readonly failed: number;
  readonly of: number;
  readonly failedBefore: number;
  readonly ofBefore: number;
  /** It is not touched, and failed more than before all the same. */
  readonly cascade: boolean;
}

export interface FaultProof {
  /** That it took effect, or was over, was seen. */
  readonly seen: boolean;
  readonly text: string;
  readonly figures: Readonly<Record<string, number>>;
}
