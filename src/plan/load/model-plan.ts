/** When the operations of a load begin. Times in ms, rates per second. */
import type { Rule } from '../rule/rule.ts';

export type LoadModel = OpenModel | ClosedModel | ReplayModel | SweepModel | SearchModel;

/** Operations begin at a rate, whatever the target does. */
export interface OpenModel {
  readonly kind: 'open';
  readonly stages: readonly Stage[];
  /** Beside stages of one rate. */
  readonly wave?: Burst | Sine;
  /** Default: even. */
  readonly spacing?: 'even' | 'poisson';
}

/** At the end of each period of `everyMs`, for `forMs`, the rate is this one. */
export interface Burst {
  readonly kind: 'burst';
  readonly everyMs: number;
  readonly forMs: number;
  readonly perSecond: number;
}

/** From the lowest rate to the highest and back in each period. */
export interface Sine {
  readonly kind: 'sine';
  readonly periodMs: number;
  readonly lowPerSecond: number;
  readonly highPerSecond: number;
}

/** Users wait for each reply, then think. */
export interface ClosedModel {
  readonly kind: 'closed';
  readonly users: number;
  /** The mean, where there is a spread. */
  readonly thinkTimeMs: number;
  readonly thinkSpread?:
    | { readonly kind: 'uniform'; readonly fromMs: number; readonly toMs: number }
    | { readonly kind: 'exponential' };
  /** Over this time they come, one after the other; default: at once. */
  readonly rampMs?: number;
}

/** Operations begin when a list says, whatever the target does. */
export interface ReplayModel {
  readonly kind: 'replay';
  /** Absolute; read by arrival-list.ts. */
  readonly file: string;
  /** How many times as fast as it was recorded. */
  readonly speed: number;
  /** How many there are, when the last one is due at that speed, and the most of them in one second. */
  readonly arrivals: number;
  readonly lastMs: number;
  readonly peakPerSecond: number;
}

/** What levels have in common: how users think, how operations of a rate are spaced. */
interface LevelsBase extends Pick<ClosedModel, 'thinkTimeMs' | 'thinkSpread'>, Pick<OpenModel, 'spacing'> {
  readonly of: 'users' | 'rate';
}

/** One level after the other, each for a time or a number of operations. */
export interface SweepModel extends LevelsBase {
  readonly kind: 'sweep';
  readonly levels: readonly number[];
  readonly durationMs: number | null;
  readonly operations: number | null;
}

/** Levels up to the one that breaks what has to hold. */
export interface SearchModel extends LevelsBase {
  readonly kind: 'search';
  readonly from: number;
  readonly to: number;
  readonly holds: readonly Rule[];
  readonly levelMs: number;
  readonly confirmMs: number;
  /** How near the level that held and the one that broke have to come, as a share. */
  readonly within: number;
}

/** The rate goes in a straight line from one rate to the other. The last stage's rate holds until the end. */
export interface Stage {
  /** null: to the end of the run (only the last stage). */
  readonly durationMs: number | null;
  readonly fromPerSecond: number;
  readonly toPerSecond: number;
}
