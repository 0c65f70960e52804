/** A rule that a run is judged by. Times in ms. */
import type { Rule } from './rule.ts';

export interface Criterion {
  readonly rule: Rule;
  /** null: over the whole soak; else every complete rolling window of this length must hold. */
  readonly overMs: number | null;
  /** End the soak as soon as it fails. */
  readonly abort: boolean;
  /** null: the meaning's own default (design: trends and percentiles the soak phase; counts and max all). */
  readonly during: 'all' | 'soak' | null;
}
