/** A run's rows as columns, held in memory for one assessment. Times in seconds since the run began. */
import type { SelfMetric, TargetMetric } from '../plan/rule.ts';
import type { GenerationRow } from '../store/record.ts';
import type { Columns } from './columns.ts';
import type { Count } from './load-counts.ts';

export interface SoakData {
  readonly targets: readonly TargetData[];
  readonly paths: ReadonlyMap<string, Columns<'bytes' | 'files'>>;
  readonly scraped: ReadonlyMap<string, Columns<'value'>>;
  /** One row per tick taken. */
  readonly self: Columns<SelfMetric | 'missedTicks'>;
  readonly operations: readonly OperationData[];
  readonly generator: GeneratorData;
}

export interface TargetData {
  readonly name: string;
  readonly generations: readonly GenerationRow[];
  /** Readings by generation. Base units: cpu is a ratio of one core. */
  readonly readings: ReadonlyMap<number, Columns<TargetMetric>>;
}

export interface OperationData {
  readonly name: string;
  readonly kind: string;
  readonly weight: number;
  /** Index of its target, or null. */
  readonly target: number | null;
  readonly seconds: Columns<Count | SecondQuantile>;
  /** Failure class → count. */
  readonly failures: ReadonlyMap<string, number>;
}

export type SecondQuantile =
  | 'latencyP50Ms'
  | 'latencyP95Ms'
  | 'latencyP99Ms'
  | 'serviceP50Ms'
  | 'serviceP95Ms'
  | 'serviceP99Ms';

export interface GeneratorData {
  readonly seconds: number;
  readonly saturatedSeconds: number;
  readonly offered: number;
  readonly achieved: number;
}
