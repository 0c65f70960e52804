/**
 * How busy the machine was, told by the load generator: the same program at the same work in both runs. As much later as
 * it woke for its own arrivals, as much slower may the target have been through nobody's fault (a negative control:
 * Lipsitch et al. 2010). Measured on a machine with ten other busy processes: from run to run of one build its lateness
 * went up and down between 2 and 38 ms, and p95 and p99 of the target with it, in proportion, at a correlation of 0.99.
 */
import { between, outside } from '../trend/points.ts';
import { isFigure, type Reading } from './figure.ts';
import type { Look } from './look.ts';
import { meanWithError } from './mean-error.ts';
import { noiseOf, reach } from './noise.ts';

/** Of fewer seconds nobody can say how they scatter. */
const FEWEST_S = 10;
/** The deviation that is assumed of two runs as long as nothing is known: as that of a tail. */
const ASSUMED = Math.log(1.2) / 2;
/** Clocks tell no less. */
const LEAST_MS = 0.001;

/** The logarithm of the usual lateness. */
export function latenessFigure(look: Look): Reading {
  return meanOf(logarithms(look));
}

/** By how much that rose over the stretch: twice what its second half is over the first. */
export function latenessDrift(look: Look): Reading {
  const values = logarithms(look);
  const half = Math.floor(values.length / 2);
  const [early, late] = [meanOf(values.subarray(0, half)), meanOf(values.subarray(half))];
  if (!isFigure(early) || !isFigure(late)) return 'there was no load';
  return { value: 2 * (late.value - early.value), error: 2 * Math.hypot(early.error, late.error), whole: 1 };
}

export interface Lateness {
  readonly runMs: number;
  readonly baselineMs: number;
  /**
   * By how much of a ratio, as a logarithm, the run's times may be longer because the machine was busier (shorter,
   * negative). 0: its lateness differs by no more than between other runs.
   */
  readonly sway: number;
  /** The same of how much they rise over the stretch. */
  readonly drift: number;
}

export interface Control {
  readonly run: Look;
  readonly baseline: Look;
  readonly earlier: readonly Look[];
}

/** `alpha`: one-sided, of taking what is usual for more. null: there was no load. */
export function latenessOf(control: Control, alpha: number): Lateness | null {
  const [run, baseline] = [latenessFigure(control.run), latenessFigure(control.baseline)];
  if (!isFigure(run) || !isFigure(baseline)) return null;
  return {
    runMs: Math.exp(run.value),
    baselineMs: Math.exp(baseline.value),
    sway: unusual(control, latenessFigure, alpha),
    drift: unusual(control, latenessDrift, alpha),
  };
}

/** All of a difference that is more than between other runs; else nothing. */
function unusual({ run, baseline, earlier }: Control, read: (look: Look) => Reading, alpha: number): number {
  const [here, there] = [read(run), read(baseline)];
  if (!isFigure(here) || !isFigure(there)) return 0;
  const difference = here.value - there.value;
  const usual = reach(noiseOf([here, there], earlier.map(read).filter(isFigure), ASSUMED), alpha);
  return Math.abs(difference) > usual ? difference : 0;
}

function logarithms({ run, span }: Look): Float64Array {
  const seconds = between(run.rows.generatorLagMs(), span.fromS, span.toS);
  const { values } = outside(seconds, run.found.timeline.excluded);
  return values.map((ms) => Math.log(Math.max(LEAST_MS, ms)));
}

function meanOf(values: Float64Array): Reading {
  if (values.length < FEWEST_S) return 'there was no load';
  const { mean, error } = meanWithError(values);
  return { value: mean, error, whole: 1 };
}
