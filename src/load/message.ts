/** What the load process and its owner tell each other. */
import type { LoadPlan } from '../plan/load/load-plan.ts';
import type { Share } from './arrival/place.ts';
import type { CorpusFacts } from './corpus/survey.ts';
import type { SecondReport } from './figure/tally.ts';
import type { Resumption } from './resumption.ts';

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
  readonly share: Share;
  readonly corpora: readonly CorpusFacts[];
  readonly secrets: readonly string[];
}

export type ToLoad =
  | { readonly kind: 'start'; readonly job: LoadJob }
  /** The load begins at this moment of the run's clock; null: now. */
  | { readonly kind: 'begin'; readonly atMs: number | null }
  /** No arrivals after that moment. */
  | { readonly kind: 'stop'; readonly drainMs: number; readonly atMs: number | null };

export type FromLoad =
  /** It has what its operations need, and waits for the word to begin. */
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'started';
      /** On the run's clock: when the first arrival of the whole load was due, and when this process began. */
      readonly loadStartMs: number;
      readonly beganMs: number;
      readonly firstSecondMs: number;
    }
  | { readonly kind: 'second'; readonly report: SecondReport; readonly nextIndex: number }
  | { readonly kind: 'done' };
