/** Whoever calls series leaking or clean: soakd, and the methods it is measured against. */
import type { LabelledSeries } from './labelled-series.ts';

export interface Call {
  readonly outcome: 'leak' | 'clean' | 'inconclusive';
  /** Signed, as the series is; null where the method tells none. */
  readonly slopePerHour: number | null;
  readonly lowPerHour: number | null;
  readonly highPerHour: number | null;
  readonly onsetS: number | null;
  /** From the end of the series until it stands at the labelled limit; null where none is told. */
  readonly hoursToLimit: number | null;
}

export interface Method {
  readonly name: string;
  /** `alpha` is the one-sided error rate. */
  readonly call: (labelled: LabelledSeries, alpha: number) => Call;
}

/** The one-sided error rate of a single look, everybody's. */
export const ALPHA = 0.025;
