/** The levels of a sweep or a search, as the document of a run has them. Times in seconds, rates per second. */
import type { LevelStep } from '../plan/load/level.ts';
import type { Capacity } from '../plan/load/search.ts';
import type { LatencySummary } from './latency-summary.ts';
import type { LevelTime } from './level-times.ts';
import type { Counts } from './load-counts.ts';

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
