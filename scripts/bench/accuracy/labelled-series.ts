/** A series and the truth about it: what soakd and the baselines are scored against. */

import type { Series } from '../../../src/trend/trend.ts';
import type { Random } from '../../../test/trend/simulate.ts';

/** A: synthetic; B: a real program; C: a known slope added to a real benign trace. */
export type Tier = 'A' | 'B' | 'C';

export type Split = 'tuning' | 'held-out' | 'final' | 'unseen' | 'fifth';

export interface LabelledSeries {
  readonly shape: string;
  readonly tier: Tier;
  /** As the analysis would hand it to the engine: one generation, in the metric's unit. */
  readonly series: Series;
  readonly unit: string;
  /** Nominal seconds between readings. */
  readonly intervalS: number;
  /** The smallest step the metric can take, in its unit. */
  readonly quantum: number;
  /** Windows to leave out: pauses, faults. Readings that are merely missing are not told. */
  readonly excluded: readonly { readonly fromS: number; readonly toS: number }[];
  /** Which way is bad. */
  readonly direction: 'rise' | 'fall';
  /** Positive either way. */
  readonly budgetPerHour: number;
  readonly leaks: boolean;
  /** The slope that lasts, signed; null where the truth has no one slope (stairs that slow down, a leak that quickens). */
  readonly truePerHour: number | null;
  /** Of a leak: by how many minimal detectable excesses it is over the budget. */
  readonly multiple: number | null;
  /** Whether a run of this length can tell; else inconclusive is right, though "leak" of a benign one is still wrong. */
  readonly identifiable: boolean;
  /** Of the stationary noise, from the truth. */
  readonly sigma: number;
  readonly tauS: number;
  /** Of a leak: when it begins, in the series' seconds (0 or the first reading: from the beginning). null: it does not leak. */
  readonly onsetS: number | null;
  /** What the peaks of a leak reach at the end of the series: what a forecast is asked for; null: not asked. */
  readonly limit: number | null;
  /** What an oracle knows; null where nobody does (real programs). */
  readonly known: Known | null;
}

/** The shape of a series without its coefficients: the column of the slope, and what else bends it. */
export interface Known {
  /** After so much of the series a run can tell; infinite: no run can. */
  readonly identifiableFromS: number;
  /** Grows by 1 an hour once the leak has begun, whichever way is bad. */
  readonly leak: (second: number) => number;
  readonly nuisances: readonly ((second: number) => number)[];
  /** The series without its noise. */
  readonly course: (second: number) => number;
}

/** A shape can be drawn again and again; the same seed gives the same series. */
export interface LabelledShape {
  readonly name: string;
  readonly split: Split;
  readonly draw: (random: Random) => LabelledSeries;
}

/** 80 % of one-sided 2.5 % tests see a slope of this many standard errors: 1.96 + 0.84, and something for unknown σ. */
const DETECTABLE_ERRORS = 3.1;
const SECONDS_PER_HOUR = 3600;

/**
 * The smallest excess over the budget, per hour, that can be expected to be found in a span:
 * the standard error of a slope under stationary noise of deviation σ and correlation time τ is σ√(24τ/T³).
 */
export function minimalDetectable(sigma: number, tauS: number, spanS: number): number {
  return DETECTABLE_ERRORS * sigma * Math.sqrt((24 * tauS) / spanS ** 3) * SECONDS_PER_HOUR;
}

/** A leak that is over the budget by this many minimal detectable excesses must be found. */
export const PLAIN = 1.5;

/** Of this many minimal detectable excesses is the budget of a judged run at least: one that the run can decide. */
const DECIDABLE = 1.5;

/** `leastPerHour`: what a user would ask for, were the run long enough. */
export function decidableBudget(leastPerHour: number, detectablePerHour: number): number {
  return Math.max(leastPerHour, DECIDABLE * detectablePerHour);
}
