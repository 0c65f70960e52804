/** What a criterion is judged on: made by analysis/ from stored rows, for one target or the whole run. */
import type { Trend } from '../trend/trend.ts';

export type Evidence = TrendEvidence | ValueEvidence | WindowEvidence;

/** For `.slope`: the trend of each generation of one target (or the one trend of a run-wide metric). */
export interface TrendEvidence {
  readonly kind: 'trend';
  /** In the base units of plan/quantity/quantity.ts: bytes, ms, count, ratio, per second. */
  readonly generations: readonly { readonly generation: number; readonly trend: Trend }[];
  /** A look before the run's end: what it calls a leak has to stand early (look.ts). */
  readonly early?: boolean;
}

/** For everything that is one number. */
export interface ValueEvidence {
  readonly kind: 'value';
  /** Base units; null: there is none, `why` says why. */
  readonly observed: number | null;
  readonly why: string | null;
  /** How many samples, operations or bins it rests on. */
  readonly count: number;
}

/** For `over:`: every complete rolling window must hold. */
export interface WindowEvidence {
  readonly kind: 'windows';
  readonly windows: readonly {
    readonly fromMs: number;
    readonly toMs: number;
    readonly observed: number | null;
  }[];
  readonly why: string | null;
}

/** For how much of its time the load generator fell behind by its own fault. */
export interface Saturation {
  readonly saturatedSeconds: number;
  /** Of the load so far. */
  readonly seconds: number;
}

/** How the run itself went: bounds what any verdict can be. */
export interface Standing {
  readonly state: 'running' | 'completed' | 'aborted' | 'interrupted' | 'lost' | 'failed';
  /** Share of the due ticks that were taken, 0–1. */
  readonly coverage: number;
  /** null without load. */
  readonly saturation: Saturation | null;
  /** The database was damaged meanwhile, and not all that was stored could be read. Default: no. */
  readonly rowsLost?: boolean;
  /** Why the load did not do what was planned of it; default, or null: it did. */
  readonly loadTrouble?: string | null;
  /** Why not everything was done to the system that was planned; default, or null: it was. */
  readonly faultTrouble?: string | null;
}
