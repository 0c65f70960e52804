/** The trend of one series in one life of the process. */
import { fitTrend } from '../trend/fit-trend.ts';
import { fitLogTrend } from '../trend/log-trend.ts';
import type { Trend } from '../trend/trend.ts';
import type { Alpha } from '../verdict/error-rate.ts';
import type { SeriesReadings } from './generation.ts';
import { samplingOf } from './sampling.ts';
import type { ColumnUnit } from './unit.ts';

/** In the column's own unit; null when nothing was read. */
export function fitReadings(
  { series, operations }: SeriesReadings,
  unit: ColumnUnit,
  alpha: Alpha,
): Trend | null {
  if (series.seconds.length === 0) return null;
  return (unit.scale === 'log' ? fitLogTrend : fitTrend)(series, {
    ...samplingOf(series),
    warmupS: 0,
    minimumSpanS: 0,
    alphaLow: alpha.low,
    alphaHigh: alpha.high,
    operations,
    quantum: resolution(series.values, unit),
  });
}

/** Pages, whole numbers, tenths … billionths: what writes figures of samples writes no more digits. */
const PAGE_BYTES = 4096;
const STEPS = [1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9];
/** Of a step: arithmetic makes 0.3 / 0.1 a little less than 3. */
const INEXACT = 1e-6;

/** The largest step of which all values are multiples: the file's own resolution. */
function resolution(values: Float64Array, { base, size }: ColumnUnit): number {
  const page = PAGE_BYTES / size;
  const steps = base === 'bytes' ? [page, ...STEPS] : STEPS;
  const fits = (step: number): boolean =>
    values.every((value) => Math.abs(value / step - Math.round(value / step)) <= INEXACT);
  return steps.find(fits) ?? Math.min(...STEPS);
}
