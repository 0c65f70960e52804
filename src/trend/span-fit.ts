/** A fitted span. Several are fitted on the way to a trend, and only the last of them has to say all that it could. */
import type { Alternative } from './alternative.ts';
import type { Trend } from './trend.ts';

export interface SpanFit
  extends Pick<
    Trend,
    | 'slopePerHour'
    | 'lowPerHour'
    | 'highPerHour'
    | 'steadyFromS'
    | 'slopeFromS'
    | 'slopeSpanS'
    | 'spanS'
    | 'timeConstantS'
    | 'warmupRise'
  > {
  /** Time of the first bin, as it is: put together from the others it would be off by rounding. */
  readonly startS: number;
  /** A course without a lasting rise that explains the readings better. */
  readonly alternative: () => { readonly kind: Alternative['kind']; readonly longRunSigma: number } | null;
  readonly told: () => Trend;
}

/** Per hour; infinite where there is no interval. */
export function intervalWidth({ lowPerHour, highPerHour }: SpanFit): number {
  return lowPerHour === null || highPerHour === null ? Number.POSITIVE_INFINITY : highPerHour - lowPerHour;
}

/** Of a trend of which little can be told. */
export function toldAtOnce(trend: Trend, startS: number): SpanFit {
  return { ...trend, startS, alternative: () => null, told: () => trend };
}
