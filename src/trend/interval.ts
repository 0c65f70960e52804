/** The slope of a model with its interval: the union over every model that the readings cannot tell from it. */
import type { BentFit } from './bend-search.ts';
import type { Model } from './model.ts';
import { halfWidth } from './precision.ts';
import type { TrendOptions } from './trend.ts';
import { type Column, first, last } from './vector.ts';

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
  const half = ({ bends, fit }: BentFit, alpha: number): number => {
    const kinkS = bends.find(({ family }) => family === 'kink')?.atS;
    const reach = last(seconds) - (kinkS ?? first(seconds));
    // A change of one quantum over the whole reach can be there and not show.
    return Math.max(halfWidth(model.precision, fit, reach, alpha), options.quantum / reach);
  };
  const fits = [model, ...model.rivals];
  return {
    slope: model.fit.slope,
    low: Math.min(...fits.map((each) => each.fit.slope - half(each, options.alphaLow))),
    high: Math.max(...fits.map((each) => each.fit.slope + half(each, options.alphaHigh))),
  };
}
