/** A run and the lives of its targets, as the document of a run has them. Times in seconds. */
import type { RunProgress, RunState } from '../store/run-record.ts';

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
