/**
 * From two figures of each measure and the noise to a verdict. Regressed: the difference is real (over what two runs of
 * one build stay under, at one error rate for all measures, shared out by Holm; and over what the two runs by themselves
 * leave open) and large (over its tolerance). Same: not so, and a difference that nobody would call the same would have
 * been seen. Else nobody can tell.
 */
import { MOST_COSINES } from '../trend/cosine-variance.ts';
import { tQuantile } from '../trend/student-t.ts';
import { type Judged, stepDown } from '../verdict/holm.ts';
import type { Outcome } from './comparison.ts';
import { differenceError, type Figure } from './figure.ts';
import type { Measure } from './measure.ts';
import { type Noise, reach } from './noise.ts';

/**
 * One-sided, of calling two runs of one build regressed, and as much of calling them better: together two comparisons
 * in a hundred, which of one a night is a false alarm every few months.
 */
export const ERROR_RATE = 0.01;
/** One-sided, of the intervals that are shown and of what must not have gone unseen: 95 % two-sided, as everywhere. */
export const SHOWN_RATE = 0.025;
/**
 * So many tolerances is a difference that must not pass for the same. At less, the noise of a run of a minute would
 * leave most comparisons undecided; at more, "same" would say little: it is 22 % of memory and 46 % of a median, and a
 * tail that doubles.
 */
const UNSEEN = 4;

export interface Pair {
  readonly measure: Measure;
  readonly run: Figure;
  readonly baseline: Figure;
  readonly noise: Noise;
  /** On the scale of the figures. */
  readonly tolerance: number;
  /** By how much the run may be worse because the machine was busier (better, negative); on the scale of the figures. */
  readonly sway: number;
}

export interface Finding {
  readonly pair: Pair;
  readonly outcome: Outcome;
  /** On the scale of the figures. */
  readonly floor: number;
}

/** On the scale of the figures. */
export function toleranceOf({ isRatio, tolerance }: Measure, { whole }: Figure): number {
  return isRatio ? Math.log1p(tolerance) : tolerance * whole;
}

/**
 * A tolerance is what chance makes about once in twenty runs where nothing is known: of memory, two runs of a minute of
 * one Node.js service differed by 2.7 % in the root mean square, on a machine with ten busy processes beside.
 */
export function assumedNoise(tolerance: number): number {
  return tolerance / 2;
}

/** In the order of the pairs. */
export function judge(pairs: readonly Pair[]): Finding[] {
  const worse = claims(pairs, (pair) => worsening(pair) - Math.max(0, pair.sway));
  const better = claims(pairs, (pair) => -worsening(pair) + Math.min(0, pair.sway));
  return pairs.map((pair, index) => {
    const together = worse[index]?.together ?? pairs.length;
    const floor = reach(pair.noise, ERROR_RATE / together);
    if (worse[index]?.answer === true) return { pair, floor, outcome: 'regressed' };
    if (better[index]?.answer === true) return { pair, floor, outcome: 'better' };
    const worst = worsening(pair) - Math.min(0, pair.sway);
    // All must be the same for the run to be, which needs no correction (Berger 1982).
    const offBy = Math.max(reach(pair.noise, SHOWN_RATE), ownReach(pair));
    const isSeen = worst + offBy < UNSEEN * pair.tolerance;
    // More than runs of one build differ by, though these two by themselves, or so many measures together, leave it open.
    const isOpen = worst > Math.max(pair.tolerance, reach(pair.noise, ERROR_RATE));
    return { pair, floor, outcome: isSeen && !isOpen ? 'same' : 'cannot tell' };
  });
}

/** What the difference of two figures may be off by, as far as the two runs by themselves tell. */
export function ownReach({ run, baseline }: Pick<Pair, 'run' | 'baseline'>): number {
  return tQuantile(1 - SHOWN_RATE, MOST_COSINES) * differenceError(run, baseline).error;
}

function claims(
  pairs: readonly Pair[],
  differenceOf: (pair: Pair) => number,
): readonly Judged<Pair, boolean>[] {
  return stepDown(pairs, {
    judgeAt: (pair, together) => {
      const difference = differenceOf(pair);
      const floor = reach(pair.noise, ERROR_RATE / together);
      return difference > Math.max(pair.tolerance, floor, ownReach(pair));
    },
    stands: (answer) => answer,
    isOpen: (answer) => !answer,
  });
}

/** Positive: the run is worse. */
export function worsening({ measure, run, baseline }: Pair): number {
  const difference = run.value - baseline.value;
  return measure.worse === 'rise' ? difference : -difference;
}
