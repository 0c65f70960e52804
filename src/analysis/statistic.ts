/** One number of many readings. */
import { max, mean, min, quantileSorted } from 'simple-statistics';
import type { Statistic } from '../plan/rule/rule.ts';

/** null: no readings, or a statistic that is not one of plain readings (`slope`, `growth`, …). */
export function statisticOf(statistic: Statistic, readings: Float64Array): number | null {
  const last = readings.at(-1);
  if (last === undefined) return null;
  const values = readings as unknown as number[];
  switch (statistic.kind) {
    case 'percentile':
      return quantileSorted(readings.toSorted() as unknown as number[], statistic.percentile / 100);
    case 'min':
      return min(values);
    case 'max':
      return max(values);
    case 'mean':
      return mean(values);
    case 'last':
      return last;
    case 'count':
      return readings.length;
    case 'rate':
    case 'growth':
    case 'slope':
    case 'unplanned':
      return null;
    default:
      return statistic satisfies never;
  }
}
