/** Something the sampler has to tell that is no number of a tick. */
export interface Finding {
  readonly kind: 'cross-check' | 'unavailable' | 'error' | 'oom-kill';
  /** Index of the target it is about, or null. */
  readonly target: number | null;
  readonly text: string;
}
