/** Series and the parts of them that count. Seconds ascend; a value that could not be had is not in a series. */
import type { Series } from './trend.ts';

export const NO_POINTS: Series = { seconds: new Float64Array(0), values: new Float64Array(0) };

/** Points from `fromS` (included) to `toS` (not included). Shares the memory of `series`. */
export function between(series: Series, fromS: number, toS: number): Series {
  const from = firstAtOrAfter(series.seconds, fromS);
  const to = Math.max(from, firstAtOrAfter(series.seconds, toS));
  return { seconds: series.seconds.subarray(from, to), values: series.values.subarray(from, to) };
}

export function outside(
  series: Series,
  windows: readonly { readonly fromS: number; readonly toS: number }[],
): Series {
  if (windows.length === 0) return series;
  return select(series, (second) => !windows.some(({ fromS, toS }) => second >= fromS && second < toS));
}

export function concatenate(parts: readonly Series[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { values }) => sum + values.length, 0));
  let at = 0;
  for (const { values } of parts) {
    all.set(values, at);
    at += values.length;
  }
  return all;
}

/** Index of the first of the ascending `seconds` that is not before `second`. */
export function firstAtOrAfter(seconds: Float64Array, second: number): number {
  let low = 0;
  let high = seconds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((seconds[middle] ?? Number.POSITIVE_INFINITY) < second) low = middle + 1;
    else high = middle;
  }
  return low;
}

function select(series: Series, keep: (second: number, value: number) => boolean): Series {
  const seconds = new Float64Array(series.seconds.length);
  const values = new Float64Array(series.seconds.length);
  let count = 0;
  for (const [index, second] of series.seconds.entries()) {
    const value = series.values[index] ?? Number.NaN;
    if (!keep(second, value)) continue;
    seconds[count] = second;
    values[count] = value;
    count += 1;
  }
  return { seconds: seconds.subarray(0, count), values: values.subarray(0, count) };
}
