/**
 * How far two runs of one build come apart by chance: what the runs' own scatter and experience say, and, better, what
 * earlier runs of the plan did.
 *
 * Earlier runs are taken in their order, each with the few before it: a build that was slower for a week is a few steps
 * among many and no noise (the moving range of control charts). Steps that stand far outside of the others, lest those or
 * a night on which the machine was busy make the rest blind, are left out: far outside by a scale that the largest
 * quarter has no say in (a reweighted estimate; Rousseeuw and Leroy 1987).
 */
import { cumulativeStdNormalProbability, probit } from 'simple-statistics';
import { medianOf } from '../trend/median.ts';
import { tQuantile } from '../trend/student-t.ts';
import { differenceError, type Figure } from './figure.ts';

/** Each run with so many before it: more tell little more, and a change that lasted soils more of them. */
const RUNS_APART = 2;
/** Share of the steps between earlier runs that has no say in what is far outside. */
const LEFT_OUT = 1 / 4;
/**
 * Deviations: of normal steps one in four hundred, which leaves 98 % of their variance. The scale itself is a quarter
 * too large where there are few runs, or where they are of two kinds, as by a heap that grows by one size or another.
 */
const FAR_OUTSIDE = 3;
/**
 * What is known beforehand is worth so many degrees of freedom: the runs' own scatter, and an assumption about what it
 * does not show. So few that a difference alone among a dozen takes eight deviations, and that ten earlier runs outvote it.
 */
const OWN_FREEDOM = 4;
/** Degrees of freedom of the usual steps, for each run after the first (simulated, 6 to 20 normal runs: 0.77 to 0.82). */
const FREEDOM_OF_RUN = 0.75;

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
  const variances = [pair, ...neighbours].map(([a, b]) => shownVariance(a, b));
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

/** A bound is no variance: it holds a claim back by itself (judge.ts), and says nothing of what is usual. */
function shownVariance(a: Figure, b: Figure): number {
  const { error, isBound } = differenceError(a, b);
  return isBound ? 0 : error ** 2;
}

function squaredSteps(runs: readonly Figure[]): number[] {
  return runs.flatMap(({ value }, index) =>
    runs.slice(Math.max(0, index - RUNS_APART), index).map((before) => (value - before.value) ** 2),
  );
}

/** The mean square of the steps without those that stand far outside of the most of them. */
function usualSquare(steps: readonly number[]): number {
  const most = FAR_OUTSIDE ** 2 * squareOfMost(steps);
  const usual = steps.filter((square) => square <= most);
  return usual.length === 0 ? 0 : usual.reduce((sum, square) => sum + square, 0) / usual.length;
}

/** The variance of normal steps, by the smaller of their squares. */
function squareOfMost(steps: readonly number[]): number {
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
