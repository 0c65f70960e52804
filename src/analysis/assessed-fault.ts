/** What was done to a system on purpose, as the document of a run has it. Times in seconds. */
import type { FaultRow } from '../store/event-record.ts';
import type { AssessedImpact, FaultProof } from './assessed-impact.ts';

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
