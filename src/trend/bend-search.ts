/** Fits with given bends, and the one further bend that explains most. */
import { type Bend, design, possibleBends, TIME_CONSTANT_RATIO, warmup } from './bend.ts';
import { type Fit, leastSquares } from './least-squares.ts';
import { type Column, dot } from './vector.ts';

export interface BentFit {
  readonly bends: readonly Bend[];
  readonly fit: Fit;
}

/** Readings, with every bend that may be tried on them. */
export interface BendSearch {
  readonly seconds: Column;
  readonly values: Column;
  readonly candidates: readonly Bend[];
}

/** A bend with less than this share of its square outside the design is no bend. */
const INSIDE = 1e-9;
/** Rounds of refining a warm-up's time constant; each halves the spacing of the constants tried. */
const REFINEMENTS = 8;

export function openBendSearch(seconds: Column, values: Column): BendSearch {
  return { seconds, values, candidates: possibleBends(seconds) };
}

/** null when there are too few readings, or the bends cannot be told apart on them. */
export function fitBends({ seconds, values }: BendSearch, bends: readonly Bend[]): BentFit | null {
  const fit = leastSquares(design(seconds, bends), values);
  return fit && { bends, fit };
}

/** null when none explains anything. */
export function bestBend(search: BendSearch, bent: BentFit): Bend | null {
  let best: Bend | null = null;
  let most = 0;
  for (const candidate of search.candidates) {
    if (!isCompatible(candidate, bent.bends)) continue;
    const explained = squaresExplained(candidate, bent.fit);
    if (explained <= most) continue;
    best = candidate;
    most = explained;
  }
  return best?.family === 'exp' ? refine(best, bent.fit, search.seconds) : best;
}

/** One warm-up and one kink at most; several steps are fine. */
export function isCompatible(bend: Bend, others: readonly Bend[]): boolean {
  return bend.family === 'step' || others.every(({ family }) => family !== bend.family);
}

/**
 * By how much the bend lowers the sum of squares: (z⊥·û)² / |z⊥|², where only the part z⊥ outside the design counts
 * (Frisch, Waugh and Lovell). û has no part inside it, so z·û serves for z⊥·û.
 */
export function squaresExplained(bend: Bend, fit: Fit): number {
  const whole = dot(bend.column, bend.column);
  const outside = fit.basis.reduce((rest, direction) => rest - dot(direction, bend.column) ** 2, whole);
  if (outside < INSIDE * whole) return 0;
  const product = dot(bend.column, fit.residuals);
  // A warm-up rises and dies down (γ < 0); with γ > 0 it would excuse the beginning of an accelerating leak.
  return bend.family === 'exp' && product > 0 ? 0 : product ** 2 / outside;
}

/** The time constant between its neighbours that explains most. */
function refine(coarse: Bend, fit: Fit, seconds: Column): Bend {
  let best = coarse;
  let ratio = TIME_CONSTANT_RATIO;
  for (let round = 0; round < REFINEMENTS; round += 1) {
    ratio = Math.sqrt(ratio);
    const tried = [best, warmup(seconds, best.atS / ratio), warmup(seconds, best.atS * ratio)];
    best = tried.reduce((most, next) =>
      squaresExplained(next, fit) > squaresExplained(most, fit) ? next : most,
    );
  }
  return best;
}
