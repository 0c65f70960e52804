/** Fits with given bends, and the one further bend that explains most. */
import { type Bend, design, FINER_LEVELS, finerBends, possibleBends } from './bend.ts';
import { type Fit, leastSquares } from './least-squares.ts';
import { type Column, dotFrom } from './vector.ts';

export interface BentFit {
  readonly bends: readonly Bend[];
  readonly fit: Fit;
}

/** Readings, with every bend that may be tried on them. */
export interface BendSearch {
  readonly seconds: Column;
  readonly values: Column;
  readonly candidates: readonly Bend[];
  /** Columns of a wave that stands beside whatever bends. */
  readonly waves: readonly Column[];
  /** Of γ: a warm-up goes where the whole series goes, and dies down: −1 for one that rises. */
  readonly warmupSign: 1 | -1;
}

/** Of a bend's square, outside the design: less is rounding (the basis is orthogonal to about 1e-15). */
const INSIDE = 1e-9;

export function openBendSearch(seconds: Column, values: Column): BendSearch {
  const straight = leastSquares(design(seconds, [], []), values);
  const warmupSign = (straight?.slope ?? 0) < 0 ? 1 : -1;
  return { seconds, values, candidates: possibleBends(seconds), waves: [], warmupSign };
}

/** null when there are too few readings, or the bends cannot be told apart on them. */
export function fitBends({ seconds, values, waves }: BendSearch, bends: readonly Bend[]): BentFit | null {
  const fit = leastSquares(design(seconds, bends, waves), values);
  return fit && { bends, fit };
}

/** null when none explains anything. */
export function bestBend({ seconds, candidates, warmupSign }: BendSearch, bent: BentFit): Bend | null {
  const possible = candidates.filter((candidate) => isCompatible(candidate, bent.bends));
  let best = mostExplaining(possible, bent.fit, warmupSign);
  for (const level of FINER_LEVELS)
    if (best !== null)
      best = mostExplaining([best, ...finerBends(best, seconds, level)], bent.fit, warmupSign);
  return best;
}

function mostExplaining(bends: readonly Bend[], fit: Fit, warmupSign: 1 | -1): Bend | null {
  let best: Bend | null = null;
  let most = 0;
  for (const bend of bends) {
    const explained = squaresExplained(bend, fit, warmupSign);
    if (explained <= most) continue;
    best = bend;
    most = explained;
  }
  return best;
}

/** One warm-up and one kink at most; several steps are fine. */
export function isCompatible(bend: Bend, others: readonly Bend[]): boolean {
  return bend.family === 'step' || others.every(({ family }) => family !== bend.family);
}

/**
 * By how much the bend lowers the sum of squares: (z⊥·û)² / |z⊥|², where only the part z⊥ outside the design counts
 * (Frisch, Waugh and Lovell). û has no part inside it, so z·û serves for z⊥·û.
 */
export function squaresExplained(
  { family, column, from, squares }: Bend,
  fit: Fit,
  warmupSign: 1 | -1,
): number {
  let outside = squares;
  for (const direction of fit.basis) outside -= dotFrom(from, direction, column) ** 2;
  if (outside < INSIDE * squares) return 0;
  const product = dotFrom(from, column, fit.residuals);
  // The other way round it would excuse the beginning of an accelerating leak.
  return family === 'exp' && product * warmupSign <= 0 ? 0 : product ** 2 / outside;
}
