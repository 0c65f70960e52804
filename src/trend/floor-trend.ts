import { type Bins, FEWEST_BINS } from './bin.ts';
import { bandAbove } from './course.ts';
import { evidence } from './evidence.ts';
import { floorOf } from './floor.ts';
import { chooseModel, straightModel } from './model.ts';
import { modelTrend } from './model-trend.ts';
import { atOnce } from './onset.ts';
import type { SpanFit } from './span-fit.ts';
import type { Trend, TrendOptions } from './trend.ts';

/** The trend of what a sawtooth keeps between its teeth; null: it has none. */
export function floorTrend(bins: Bins, roundingError: number, options: TrendOptions): SpanFit | null {
  const floor = floorOf(bins);
  if (floor === null) return null;
  const { seconds, values } = floor;
  const model =
    values.length < FEWEST_BINS
      ? straightModel(seconds, values, roundingError)
      : chooseModel(seconds, values, roundingError);
  if (model === null) return null;
  const fitted = modelTrend(floor, model, roundingError, options);
  const told = (): Trend => {
    const trend = fitted.told();
    const { steadyMedian, quarterMedians, bins: count, binS } = evidence(bins, options, atOnce(bins));
    const end = bandAbove(trend, bins);
    const pattern = `a sawtooth of ${values.length} releases, its floor ${trend.pattern}`;
    return {
      ...trend,
      end,
      releases: values.length,
      steadyMedian,
      quarterMedians,
      bins: count,
      binS,
      pattern,
    };
  };
  return { ...fitted, told };
}
