/** Times over time: percentiles by the window, or by the second where windows are few. */

import { medianOf } from '../trend/median.ts';
import { NO_POINTS } from '../trend/points.ts';
import type { Series } from '../trend/trend.ts';
import { percentileSeries, type TimeKind } from './latency-windows.ts';
import { remember } from './remember.ts';
import type { RunRows } from './run-rows.ts';

export interface LoadSeries {
  readonly series: Series;
  readonly intervalS: number;
}

/** Under this many windows of histograms a trend has too little to go by; the seconds then stand in. */
const FEWEST_WINDOWS = 60;

export const SECOND_COLUMNS = {
  'latency 50': 'latencyP50Ms',
  'latency 95': 'latencyP95Ms',
  'latency 99': 'latencyP99Ms',
  'service 50': 'serviceP50Ms',
  'service 95': 'serviceP95Ms',
  'service 99': 'serviceP99Ms',
} as const;

type SecondQuantile = (typeof SECOND_COLUMNS)[keyof typeof SECOND_COLUMNS];

type TimeRows = Pick<RunRows, 'facts' | 'isThinned' | 'secondColumns' | 'histograms'>;

/** A report shows all of these: the histograms are read for them once. */
const USUAL = [50, 95, 99];

export type TimeSeriesSource = (kind: TimeKind, percentile: number, operation: number | null) => LoadSeries;

/** `operation` null: all operations. */
export function openTimeSeries(rows: TimeRows, endMs: number): TimeSeriesSource {
  const usual = remember((kind: TimeKind) =>
    remember((operation: number | null) => percentileSeries(rows.histograms(operation), kind, USUAL, endMs)),
  );
  return (kind, percentile, operation) => {
    const place = USUAL.indexOf(percentile);
    const [series = NO_POINTS] =
      place < 0
        ? percentileSeries(rows.histograms(operation), kind, [percentile], endMs)
        : usual(kind)(operation).slice(place);
    return timeSeries(series, kind, percentile, operation, rows);
  };
}

function timeSeries(
  series: Series,
  kind: TimeKind,
  percentile: number,
  operation: number | null,
  rows: TimeRows,
): LoadSeries {
  const column = Object.entries(SECOND_COLUMNS).find(([name]) => name === `${kind} ${percentile}`)?.[1];
  if (series.seconds.length >= FEWEST_WINDOWS || column === undefined || rows.isThinned) {
    return { series, intervalS: intervalOf(series.seconds) };
  }
  const meant = operation === null ? rows.facts.operations.map((_, index) => index) : [operation];
  return { series: secondsSeries(meant, column, rows), intervalS: 1 };
}

/** The first window may be shorter than the rest, as may be the last. */
function intervalOf(seconds: Float64Array): number {
  const apart = seconds.subarray(1).map((second, index) => second - (seconds[index] ?? second));
  return Math.max(1, medianOf(apart) ?? 1);
}

/** Of several operations the mean of their percentiles by how many ended: not the percentile of all, but as steady. */
export function secondsSeries(
  operations: readonly number[],
  column: SecondQuantile,
  rows: Pick<TimeRows, 'secondColumns'>,
): Series {
  const sums = new Map<number, { readonly weighted: number; readonly ended: number }>();
  for (const operation of operations) {
    const { monoMs, values } = rows.secondColumns(operation, [column, 'ok', 'failed', 'blocked']);
    for (const [index, ms] of monoMs.entries()) {
      const value = values[column][index] ?? Number.NaN;
      const { ok, failed, blocked } = values;
      const ended = (ok[index] ?? 0) + (failed[index] ?? 0) + (blocked[index] ?? 0);
      if (Number.isNaN(value) || ended === 0) continue;
      const sum = sums.get(ms) ?? { weighted: 0, ended: 0 };
      sums.set(ms, { weighted: sum.weighted + value * ended, ended: sum.ended + ended });
    }
  }
  const sorted = [...sums].sort(([a], [b]) => a - b);
  return {
    seconds: Float64Array.from(sorted, ([ms]) => ms / 1000),
    values: Float64Array.from(sorted, ([, { weighted, ended }]) => weighted / ended),
  };
}
