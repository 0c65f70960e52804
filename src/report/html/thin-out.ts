/**
 * A series as few points that look the same: of each stretch of time its lowest and its highest reading, at their own
 * times. Where nothing was read for long, or another process follows, a null ends the line.
 */
import { medianOf } from '../../trend/median.ts';
import type { Series } from '../../trend/trend.ts';

export interface Thinned {
  readonly seconds: readonly number[];
  readonly values: readonly (number | null)[];
}

/** Readings are missing where the next one is this many intervals away. */
const BROKEN_INTERVALS = 5;
/** Of a reading; on a page no more can be told apart. */
const DIGITS = 6;

/** `mostPoints`: of the whole series, nulls aside. `parts`: where it differs from one point to the next the line ends. */
export function thinOut(series: Series, mostPoints: number, parts: Float64Array | null = null): Thinned {
  const { seconds, values } = series;
  const stretchS = (2 * ((seconds.at(-1) ?? 0) - (seconds[0] ?? 0))) / mostPoints;
  const isDense = seconds.length > mostPoints;
  const out = { seconds: [] as number[], values: [] as (number | null)[] };
  const put = (second: number, value: number | null): void => {
    out.seconds.push(Number(second.toFixed(2)));
    out.values.push(value === null ? null : Number(value.toPrecision(DIGITS)));
  };
  for (const [from, to] of unbroken(series, parts)) {
    const before = out.seconds.at(-1);
    if (before !== undefined) put((before + (seconds[from] ?? before)) / 2, null);
    for (let begin = from; begin < to; ) {
      let end = begin + 1;
      if (isDense) {
        const edge = (Math.floor((seconds[begin] ?? 0) / stretchS) + 1) * stretchS;
        while (end < to && (seconds[end] ?? edge) < edge) end += 1;
      }
      for (const place of extremes(values, begin, end)) put(seconds[place] ?? 0, values[place] ?? 0);
      begin = end;
    }
  }
  return out;
}

/** Places of the lowest and the highest value, in the order of time; one where they are the same. */
function extremes(values: Float64Array, begin: number, end: number): number[] {
  let low = begin;
  let high = begin;
  for (let place = begin + 1; place < end; place += 1) {
    const value = values[place] ?? 0;
    if (value < (values[low] ?? 0)) low = place;
    if (value > (values[high] ?? 0)) high = place;
  }
  return low === high ? [low] : [Math.min(low, high), Math.max(low, high)];
}

function* unbroken({ seconds }: Series, parts: Float64Array | null): Generator<[from: number, to: number]> {
  const longestS = BROKEN_INTERVALS * usualStepS(seconds);
  let from = 0;
  for (let next = 1; next < seconds.length; next += 1) {
    const stepS = (seconds[next] ?? 0) - (seconds[next - 1] ?? 0);
    if (stepS <= longestS && (parts === null || parts[next] === parts[next - 1])) continue;
    yield [from, next];
    from = next;
  }
  if (from < seconds.length) yield [from, seconds.length];
}

/** Between two readings. A sorted night of steps would tell it no better than a thousand of them. */
function usualStepS(seconds: Float64Array): number {
  const each = Math.max(1, Math.floor(seconds.length / 1000));
  const steps: number[] = [];
  for (let at = each; at < seconds.length; at += each)
    steps.push((seconds[at] ?? 0) - (seconds[at - 1] ?? 0));
  return medianOf(Float64Array.from(steps)) ?? Number.POSITIVE_INFINITY;
}
