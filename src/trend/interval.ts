/** The slope of a model with its interval: the union over every model that the readings cannot tell from it. */
import type { BentFit } from './bend-search.ts';
import type { Model } from './model.ts';
import { halfWidth } from './precision.ts';
import type { TrendOptions } from './trend.ts';
import { type Column, first, last } from './vector.ts';

/** Share of runs in which a leak of the detectable size is missed. */
const MISSED = 0.2;

export interface Interval {
  readonly slope: number;
  readonly low: number;
  readonly high: number;
}

/** Per second. Picking one τ or one moment and forgetting the others would claim more than is known. */
export function slopeInterval(
  model: Model,
  seconds: Column,
  options: Pick<TrendOptions, 'alphaLow' | 'alphaHigh' | 'quantum'>,
): Interval {
  const fits = [model, ...model.rivals];
  const half = (each: BentFit, alpha: number): number => halfOf(model, each, seconds, options.quantum, alpha);
  return {
    slope: model.fit.slope,
    low: Math.min(...fits.map((each) => each.fit.slope - half(each, options.alphaLow))),
    high: Math.max(...fits.map((each) => each.fit.slope + half(each, options.alphaHigh))),
  };
}

/** Per second: the half-width at the leak side's error rate, and once more what one run in five strays. */
export function detectableExcess(
  model: Model,
  seconds: Column,
  { alphaLow, quantum }: Pick<TrendOptions, 'alphaLow' | 'quantum'>,
): number {
  const half = (alpha: number): number => halfOf(model, model, seconds, quantum, alpha);
  return half(alphaLow) + (model.precision.kind === 'cosines' ? half(MISSED) : 0);
}

function halfOf(
  { precision }: Model,
  { bends, fit }: BentFit,
  seconds: Column,
  quantum: number,
  alpha: number,
): number {
  const kinkS = bends.find(({ family }) => family === 'kink')?.atS;
  const reach = last(seconds) - (kinkS ?? first(seconds));
  // A change of one quantum over the whole reach can be there and not show.
  return Math.max(halfWidth(precision, fit, reach, alpha), quantum / reach);
}
