/** Which bends the readings call for: each is accepted only when it explains far more than correlated noise would. */
import { type Bend, finerBends } from './bend.ts';
import {
  type BendSearch,
  type BentFit,
  bestBend,
  fitBends,
  isCompatible,
  openBendSearch,
  squaresExplained,
} from './bend-search.ts';
import { type Precision, slopePrecision } from './precision.ts';
import { fQuantile } from './student-t.ts';
import { type Column, first, last } from './vector.ts';
import { findWave, type Wave } from './wave.ts';

export interface Model extends BentFit {
  readonly precision: Precision;
  /** Columns of the wave beside the bends; none: there is none. */
  readonly waves: readonly Column[];
  /** Fits with another bend in place of one of these, which the readings cannot tell from this one. */
  readonly rivals: readonly BentFit[];
}

/** Two at most, as in a warm-up and a step: with more, any leak in stairs would be explained away. */
const MOST_BENDS = 2;
/** Memory given back in steps; five of them make a sawtooth (floor.ts). */
const MOST_BACK = 4;

/**
 * F = (squares without the bend − squares with it) / ω² must exceed this for B cosines: 99 % of the largest F over all
 * bends on straight lines with noise of many correlation times (simulated with 120 and 480 bins; far above the tables of
 * F, for the best of many bends is taken).
 */
const ACCEPTED_F: readonly (readonly [cosines: number, f: number])[] = [
  [2, 450],
  [3, 150],
  [4, 100],
  [6, 60],
  [9, 50],
  [12, 35],
];

/** F of the best bend in independent readings on a line: 95 % lie under 17 for 8 readings, under 12 for 29 (600 draws each). */
const TURNS_F = 20;
/** Rivals lie within this F of the best (1.5 % of F(1, ∞) are above), or within the 95 % point of F(1, B) where that is more. */
const RIVAL_F = 6;
/** `floorDeviation`: what rounding makes of a perfect fit. null when there are too few readings for even a line. */
export function chooseModel(seconds: Column, values: Column, floorDeviation: number): Model | null {
  const search = openBendSearch(seconds, values);
  const model = chooseBends(search, floorDeviation);
  const wave = model && findWave(seconds, model.fit.residuals);
  // With the wave taken out, the bends are chosen anew: it may have hidden some, and passed for others.
  return wave === null ? model : chooseBends(withWave(search, wave), floorDeviation);
}

/**
 * A line and nothing else, through readings that do not depend on each other. null: too few, or they turn. Too few to
 * say how, but a line would be the wrong answer.
 */
export function straightModel(seconds: Column, values: Column, floorDeviation: number): Model | null {
  const search = openBendSearch(seconds, values);
  const bent = fitBends(search, []);
  const cosines = values.length - 2;
  if (bent === null || cosines < 1) return null;
  const turning = bestBend(search, bent);
  const turned = turning && fitBends(search, [turning]);
  if (turned && bent.fit.squares - turned.fit.squares > (TURNS_F * turned.fit.squares) / (cosines - 1))
    return null;
  const deviation = Math.max(floorDeviation, Math.sqrt(bent.fit.squares / cosines));
  return { ...bent, waves: [], rivals: [], precision: { kind: 'cosines', deviation, cosines, lag: 1 } };
}

/** What happens within one turn of the wave at either end is more likely the wave's own doing. */
function withWave(search: BendSearch, { columns, periodS }: Wave): BendSearch {
  const { seconds } = search;
  const isInside = ({ family, atS }: Bend): boolean =>
    family === 'exp' || (atS >= first(seconds) + periodS && atS <= last(seconds) - periodS);
  return { ...search, waves: columns, candidates: search.candidates.filter(isInside) };
}

function chooseBends(search: BendSearch, floorDeviation: number): Model | null {
  const measured = (bent: BentFit) => ({ ...bent, precision: slopePrecision(bent.fit, floorDeviation) });
  const straight = fitBends(search, []);
  if (straight === null) return null;
  let chosen = measured(straight);
  // One bend may explain little until the next is there too, so the path is walked to its end before it is judged.
  let tried: BentFit | null = straight;
  while (tried !== null && tried.bends.length < MOST_BENDS + countBack(tried)) {
    tried = bendFurther(search, tried);
    const bent = tried && measured(tried);
    if (bent === null) break;
    if (relativeGain(bent, bent.precision, chosen) > 1) chosen = bent;
  }
  return {
    ...chosen,
    waves: search.waves,
    rivals: findRivals(search, chosen, chosen.precision),
  };
}

/** Steps against the slope hide no leak by being taken out, so they do not count, up to a few. */
function countBack(bent: BentFit): number {
  const back = bent.bends.filter(
    (bend) => bend.family === 'step' && bendSize(bent, bend) * bent.fit.slope < 0,
  );
  return Math.min(MOST_BACK, back.length);
}

/** γ: how high the warm-up or step is, or by how much the slope changes at the kink. */
export function bendSize({ bends, fit }: BentFit, bend: Bend): number {
  const { coefficients } = fit;
  if (bend.family === 'kink') return (coefficients.at(-1) ?? 0) - (coefficients.at(-2) ?? 0);
  const place = bends.filter(({ family }) => family !== 'kink').indexOf(bend);
  return coefficients[1 + place] ?? 0;
}

/** With the best further bend; then the earlier ones are chosen anew in its presence. */
function bendFurther(search: BendSearch, bent: BentFit): BentFit | null {
  const added = bestBend(search, bent);
  if (added === null) return null;
  const bends = [...bent.bends, added];
  for (const place of bent.bends.keys()) {
    const others = fitBends(search, bends.toSpliced(place, 1));
    const better = others && bestBend(search, others);
    if (better !== null) bends[place] = better;
  }
  return fitBends(search, bends);
}

/** By how much more than noise would the bends explain; over 1 they are called for. */
function relativeGain(bent: BentFit, precision: Precision, simpler: BentFit): number {
  if (precision.kind !== 'cosines') return 0;
  const gainPerBend = (simpler.fit.squares - bent.fit.squares) / (bent.bends.length - simpler.bends.length);
  return gainPerBend / (acceptedF(precision.cosines) * precision.deviation ** 2);
}

/** Fits with one bend exchanged, whose sum of squares is not clearly more. */
function findRivals(search: BendSearch, bent: BentFit, precision: Precision): BentFit[] {
  if (precision.kind !== 'cosines') return [];
  const { cosines, deviation } = precision;
  const most = bent.fit.squares + Math.max(RIVAL_F, fQuantile(0.95, 1, cosines)) * deviation ** 2;
  const exchanged = bent.bends.flatMap((bend, place) => {
    const others = fitBends(search, bent.bends.toSpliced(place, 1));
    if (others === null) return [];
    return [
      ...search.candidates,
      ...finerBends(bend, search.seconds, 1),
      ...finerBends(bend, search.seconds, 2),
    ]
      .filter((rival) => rival !== bend && isCompatible(rival, others.bends))
      .filter((rival) => others.fit.squares - squaresExplained(rival, others.fit, search.warmupSign) < most)
      .flatMap((rival) => fitBends(search, bent.bends.with(place, rival)) ?? []);
  });
  return [...exchanged, ...withoutStairs(search, bent)];
}

/** Two steps in one direction may be the first of many: a leak in stairs, whose slope is that of the line through. */
function withoutStairs(search: BendSearch, bent: BentFit): BentFit[] {
  const signs = bent.bends
    .filter(({ family }) => family === 'step')
    .map((step) => Math.sign(bendSize(bent, step)));
  if (signs.length < 2 || new Set(signs).size > 1) return [];
  const without = fitBends(
    search,
    bent.bends.filter(({ family }) => family !== 'step'),
  );
  return without === null ? [] : [without];
}

/** Straight between the counts of the table. */
export function acceptedF(cosines: number): number {
  const upper = ACCEPTED_F.findIndex(([count]) => count >= cosines);
  const [highCount, highF] = ACCEPTED_F[upper] ?? ACCEPTED_F.at(-1) ?? [0, Number.POSITIVE_INFINITY];
  const [lowCount, lowF] = ACCEPTED_F[upper - 1] ?? [highCount, highF];
  if (highCount === lowCount) return highF;
  return lowF + ((highF - lowF) * (cosines - lowCount)) / (highCount - lowCount);
}
