/** A leak's end foretold at 25, 50 and 75 % of the way to it. */
import type { LabelledSeries } from './labelled-series.ts';
import { type Method, ONE_LOOK } from './method.ts';
import { prefixOf } from './prefix.ts';

export const LIFE_SHARES = [0.25, 0.5, 0.75] as const;

const HOUR = 3600;

export interface Forecast {
  readonly share: number;
  /** |foretold − true| / true of the time that is left; null where nothing was foretold. */
  readonly error: number | null;
}

export function forecasts(labelled: LabelledSeries, method: Method): Forecast[] {
  if (labelled.limit === null || !method.foretells) return [];
  const startS = labelled.series.seconds[0] ?? 0;
  const spanS = (labelled.series.seconds.at(-1) ?? 0) + labelled.intervalS - startS;
  return LIFE_SHARES.map((share) => {
    const { hoursToLimit } = method.call(prefixOf(labelled, startS + share * spanS), ONE_LOOK);
    const left = ((1 - share) * spanS) / HOUR;
    return { share, error: hoursToLimit === null ? null : Math.abs(hoursToLimit - left) / left };
  });
}
