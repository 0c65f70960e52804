/**
 * How far two runs of one build come apart by chance: what the runs' own scatter and experience say, and, better, what
 * earlier runs of the plan did.
 *
 * Earlier runs are taken in their order, each with the few before it: a build that was slower for a week is a few steps
 * among many and no noise (the moving range of control charts). The largest quarter of the steps is left out, lest those
 * or a night on which the machine was busy make the rest blind; what is left is scaled up to what all of them would be
 * if they were normal.
 */
import { cumulativeStdNormalProbability, probit } from 'simple-statistics';
import { medianOf } from '../trend/median.ts';
import { tQuantile } from '../trend/student-t.ts';
import { differenceError, type Figure } from './figure.ts';

/** Each run with so many before it: more tell little more, and a change that lasted soils more of them. */
const RUNS_APART = 2;
/** Share of the steps between earlier runs that is left out. */
const LEFT_OUT = 1 / 4;
/**
 * What is known beforehand is worth so many degrees of freedom: the runs' own scatter, and an assumption about what it
 * does not show. So few that a difference alone among a dozen takes eight deviations, and that ten earlier runs outvote it.
 */
const OWN_FREEDOM = 4;
/** Degrees of freedom of the usual steps, for each run after the first (simulated, 6 to 20 normal runs: 0.61 to 0.71). */
const FREEDOM_OF_RUN = 0.6;

export interface Noise {
  /** Standard deviation of the difference of two runs of one build. */
  readonly deviation: number;
  readonly freedom: number;
  /** So many earlier runs were learned from. */
  readonly learnedFrom: number;
}

/**
 * `earlier`: in the order of time. `assumed`: the standard deviation of the difference of two runs of one build beside
 * their own scatter, as long as nothing is known of it.
 */
export function noiseOf(pair: readonly [Figure, Figure], earlier: readonly Figure[], assumed: number): Noise {
  // One busy minute can make the scatter tenfold: the usual one is worth more than that of these two.
  const neighbours = earlier.slice(1).map((run, index) => [run, earlier[index] ?? run] as const);
  const variances = [pair, ...neighbours].map(([a, b]) => differenceError(a, b) ** 2);
  const own = assumed ** 2 + (medianOf(Float64Array.from(variances)) ?? 0);
  const steps = squaredSteps(earlier);
  const freedom = FREEDOM_OF_RUN * Math.max(0, earlier.length - 1);
  const variance = (OWN_FREEDOM * own + freedom * usualSquare(steps)) / (OWN_FREEDOM + freedom);
  return {
    deviation: Math.sqrt(variance),
    freedom: OWN_FREEDOM + freedom,
    learnedFrom: steps.length === 0 ? 0 : earlier.length,
  };
}

/** What a difference stays under, but for a share of `alpha` on either side. */
export function reach({ deviation, freedom }: Noise, alpha: number): number {
  return deviation === 0 ? 0 : tQuantile(1 - alpha, freedom) * deviation;
}

function squaredSteps(runs: readonly Figure[]): number[] {
  return runs.flatMap(({ value }, index) =>
    runs.slice(Math.max(0, index - RUNS_APART), index).map((before) => (value - before.value) ** 2),
  );
}

/** The variance of normal steps, by the smaller of their squares. */
function usualSquare(steps: readonly number[]): number {
  if (steps.length === 0) return 0;
  const kept = steps.toSorted((a, b) => a - b).slice(0, steps.length - Math.floor(LEFT_OUT * steps.length));
  const mean = kept.reduce((sum, square) => sum + square, 0) / kept.length;
  return mean / meanOfSmaller(kept.length / steps.length);
}

/** Mean of the smaller share of the squares of standard normal numbers: P(χ²₃ ≤ c) / P(χ²₁ ≤ c). */
function meanOfSmaller(share: number): number {
  if (share === 1) return 1;
  const bound = probit((1 + share) / 2);
  const inside = 2 * cumulativeStdNormalProbability(bound) - 1;
  const density = Math.exp(-(bound ** 2) / 2) / Math.sqrt(2 * Math.PI);
  return (inside - 2 * bound * density) / inside;
}
