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
  /** In the method's own words. */
  readonly reason: string;
}

/** One-sided error rates: of calling a leak, of calling clean. */
export interface Alphas {
  readonly leak: number;
  readonly clean: number;
  /** A look before the end, for methods that spend. */
  readonly early?: boolean;
}

export interface Method {
  readonly name: string;
  /** Tells `hoursToLimit`. */
  readonly foretells?: true;
  /** Of several looks during a run, shares its error rate out over them; the others look naively. */
  readonly spends?: true;
  readonly call: (labelled: LabelledSeries, alphas: Alphas) => Call;
}

/** Everybody's, in a single look. */
export const ONE_LOOK: Alphas = { leak: 0.025, clean: 0.025 };
