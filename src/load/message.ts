/** What the load process and its owner tell each other. */
import type { LoadPlan } from '../plan/plan.ts';
import type { CorpusFacts } from './corpus/survey.ts';
import type { Resumption } from './generator.ts';
import type { SecondReport } from './tally.ts';

export interface LoadJob {
  /** Secrets expanded. */
  readonly plan: LoadPlan;
  /** CLOCK_MONOTONIC, ms, at which the run's clock is 0. */
  readonly originMonotonicMs: number;
  readonly startIndex: number;
  readonly limitOperations: number | null;
  readonly ranMs: number;
  readonly fromSecondMs: number;
  readonly resumed: Resumption | null;
  readonly corpora: readonly CorpusFacts[];
  readonly secrets: readonly string[];
}

export type ToLoad =
  | { readonly kind: 'start'; readonly job: LoadJob }
  | { readonly kind: 'stop'; readonly drainMs: number };

export type FromLoad =
  | { readonly kind: 'started'; readonly loadStartMs: number; readonly firstSecondMs: number }
  | { readonly kind: 'second'; readonly report: SecondReport; readonly nextIndex: number }
  | { readonly kind: 'done' };
