/** Which bends the readings call for: each is accepted only when it explains far more than correlated noise would. */
import { type Bend, design, possibleBends, TIME_CONSTANT_RATIO, warmup } from './bend.ts';
import { type Fit, leastSquares } from './least-squares.ts';
import { type Precision, slopePrecision } from './precision.ts';
import { fQuantile } from './student-t.ts';
import { type Column, dot } from './vector.ts';

export interface Model {
  readonly bends: readonly Bend[];
  readonly fit: Fit;
  readonly precision: Precision;
}

/** A model, and the others with as many bends that the readings cannot tell from it. */
export interface Choice {
  readonly model: Model;
  readonly rivals: readonly Model[];
}

/** Two at most, as in a warm-up and a step: with more, any leak in stairs would be explained away. */
const MOST_BENDS = 2;

/**
 * F = (squares without the bend − squares with it) / ω² must exceed this for B cosines: 99 % of the largest F over all
 * bends on straight lines with correlated noise (simulated; far above F tables, for the best of many bends is taken).
 */
const ACCEPTED_F: readonly (readonly [cosines: number, f: number])[] = [
  [2, 450],
  [3, 150],
  [4, 95],
  [6, 55],
  [8, 36],
  [12, 25],
];

/** Rivals lie within this F of the best, or within the 95 % point of F(1, B) where that is more. */
const RIVAL_F = 6;

/** A bend with less than this share of its square outside the design is no bend. */
const INSIDE = 1e-9;

/** Rounds of refining a warm-up's time constant; each halves the spacing of the constants tried. */
const REFINEMENTS = 8;
/** Shares by which a rival's time constant may differ from the best, beside the coarse ones. */
const NEAR_TIME_CONSTANTS = [-0.1, -0.03, -0.01, 0.01, 0.03, 0.1];

/** null when there are too few readings for even a line. */
export function chooseModel(seconds: Column, values: Column, floorDeviation: number): Choice | null {
  const candidates = possibleBends(seconds);
  const assess = (bends: readonly Bend[]): Model | null => {
    const fit = leastSquares(design(seconds, bends), values);
    return fit && { bends, fit, precision: slopePrecision(fit, floorDeviation) };
  };
  let chosen = assess([]);
  if (chosen === null) return null;
  // One bend may explain little until the next is there too, so the path is walked to its end before it is judged.
  let tried: Model | null = chosen;
  while (tried !== null && tried.bends.length < MOST_BENDS) {
    tried = bendFurther(tried, seconds, candidates, assess);
    if (tried !== null && isCalledFor(tried, chosen)) chosen = tried;
  }
  return { model: chosen, rivals: findRivals(chosen, seconds, candidates, assess) };
}

type Assess = (bends: readonly Bend[]) => Model | null;

/** With the best further bend; then the earlier ones are chosen anew in its presence. */
function bendFurther(
  model: Model,
  seconds: Column,
  candidates: readonly Bend[],
  assess: Assess,
): Model | null {
  const added = bestBend(model, seconds, candidates);
  if (added === null) return null;
  const bends = [...model.bends, added];
  for (const place of model.bends.keys()) {
    const others = assess(bends.toSpliced(place, 1));
    const better = others && bestBend(others, seconds, candidates);
    if (better !== null) bends[place] = better;
  }
  return assess(bends);
}

function isCalledFor(bent: Model, simpler: Model): boolean {
  if (bent.precision.kind !== 'cosines') return false;
  const gainPerBend = (simpler.fit.squares - bent.fit.squares) / (bent.bends.length - simpler.bends.length);
  return gainPerBend > acceptedF(bent.precision.cosines) * bent.precision.deviation ** 2;
}

/** Models with one bend exchanged, whose sum of squares is not clearly more. */
function findRivals(model: Model, seconds: Column, candidates: readonly Bend[], assess: Assess): Model[] {
  if (model.precision.kind !== 'cosines') return [];
  const { cosines, deviation } = model.precision;
  const close = Math.max(RIVAL_F, fQuantile(0.95, 1, cosines)) * deviation ** 2;
  return model.bends.flatMap((bend, place) => {
    const others = assess(model.bends.toSpliced(place, 1));
    if (others === null) return [];
    const near =
      bend.family === 'exp'
        ? NEAR_TIME_CONSTANTS.map((share) => warmup(seconds, bend.atS * (1 + share)))
        : [];
    return [...candidates, ...near]
      .filter((candidate) => candidate !== bend && isCompatible(candidate, others.bends))
      .filter(
        (candidate) =>
          others.fit.squares - squaresExplained(candidate, others.fit) < model.fit.squares + close,
      )
      .flatMap((candidate) => assess(model.bends.with(place, candidate)) ?? []);
  });
}

function bestBend(model: Model, seconds: Column, candidates: readonly Bend[]): Bend | null {
  let best: Bend | null = null;
  let most = 0;
  for (const candidate of candidates) {
    if (!isCompatible(candidate, model.bends)) continue;
    const explained = squaresExplained(candidate, model.fit);
    if (explained <= most) continue;
    best = candidate;
    most = explained;
  }
  return best?.family === 'exp' ? refine(best, model, seconds) : best;
}

/** The time constant between its neighbours that explains most. */
function refine(coarse: Bend, model: Model, seconds: Column): Bend {
  let best = coarse;
  let ratio = TIME_CONSTANT_RATIO;
  for (let round = 0; round < REFINEMENTS; round += 1) {
    ratio = Math.sqrt(ratio);
    const tried = [best, warmup(seconds, best.atS / ratio), warmup(seconds, best.atS * ratio)];
    best = tried.reduce((most, next) =>
      squaresExplained(next, model.fit) > squaresExplained(most, model.fit) ? next : most,
    );
  }
  return best;
}

/** One warm-up and one kink at most; several steps are fine. */
function isCompatible(bend: Bend, chosen: readonly Bend[]): boolean {
  return bend.family === 'step' || chosen.every(({ family }) => family !== bend.family);
}

/**
 * By how much the bend lowers the sum of squares: (z⊥·û)² / |z⊥|², where only the part z⊥ outside the design counts
 * (Frisch, Waugh and Lovell). û has no part inside it, so z·û serves for z⊥·û.
 */
function squaresExplained(bend: Bend, fit: Fit): number {
  const whole = dot(bend.column, bend.column);
  const outside = fit.basis.reduce((rest, direction) => rest - dot(direction, bend.column) ** 2, whole);
  if (outside < INSIDE * whole) return 0;
  const product = dot(bend.column, fit.residuals);
  // A warm-up rises and dies down (γ < 0); with γ > 0 it would excuse the beginning of an accelerating leak.
  return bend.family === 'exp' && product > 0 ? 0 : product ** 2 / outside;
}

function acceptedF(cosines: number): number {
  const upper = ACCEPTED_F.findIndex(([count]) => count >= cosines);
  const [highCount, highF] = ACCEPTED_F[upper] ?? [12, 25];
  const [lowCount, lowF] = ACCEPTED_F[upper - 1] ?? [highCount, highF];
  if (highCount === lowCount) return highF;
  return lowF + ((highF - lowF) * (cosines - lowCount)) / (highCount - lowCount);
}

/** γ: how high the warm-up or step is, or by how much the slope changes at the kink. */
export function bendSize(model: Model, bend: Bend): number {
  const { coefficients } = model.fit;
  if (bend.family === 'kink') return (coefficients.at(-1) ?? 0) - (coefficients.at(-2) ?? 0);
  const place = model.bends.filter(({ family }) => family !== 'kink').indexOf(bend);
  return coefficients[1 + place] ?? 0;
}
