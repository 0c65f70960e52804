/**
 * Throughput and the share of errors over time. A second of a slow load holds one operation or none, and an error in a
 * thousand shows in few seconds, so for a trend what happened is summed over windows as long as a trend's bins.
 */

import { firstAtOrAfter } from '../trend/points.ts';
import type { Series } from '../trend/trend.ts';
import { type Counts, type CumulativeCounts, countsBetween, resolved, succeededIn } from './load-counts.ts';
import type { LoadSeries } from './load-series.ts';

export interface RateSource {
  readonly counts: CumulativeCounts;
  /** Begins of the seconds for which there was a generator, ascending; one in which nothing was due is among them. */
  readonly loadSeconds: Float64Array;
  /** Seconds over which the counts are known to have been spread as they are: 1, or those of a minute. */
  readonly resolutionS: number;
}

export interface Within {
  readonly fromS: number;
  readonly toS: number;
  /** Times that soakd did not see. */
  readonly excluded: readonly { readonly fromS: number; readonly toS: number }[];
}

/** As the bins of a trend (trend/bin.ts): about this many, none longer than a minute. */
const WANTED_WINDOWS = 120;
const LONGEST_WINDOW_S = 60;
/** One that lacks more of its seconds stands for too little of its time. */
const LEAST_FULL = 0.5;

/** Successes of each whole second of load, at its end: the load begins somewhere within its first second. */
export function throughputBySecond({ counts, loadSeconds }: RateSource): Series {
  const whole = loadSeconds.subarray(1);
  return {
    seconds: whole.map((second) => second + 1),
    values: succeededIn(counts, whole),
  };
}

/** Successes per second of load. */
export function throughputCourse(source: RateSource, within: Within): LoadSeries {
  return windows(source, within, ({ ok }, seconds) => ok / seconds);
}

/** Share of the operations that ended, skipped ones among them, that were no success; none where none was due. */
export function errorCourse(source: RateSource, within: Within): LoadSeries {
  return windows(source, within, (counts) => {
    const ended = resolved(counts);
    if (ended > 0) return (counts.failed + counts.skipped) / ended;
    return counts.due > 0 ? 1 : null;
  });
}

/**
 * The smallest step that the share of errors can take: one more in a window. Where there was not a single one in n
 * operations, a share that grows in a straight line from 0 to s is missed in 5 % of runs when s·n/2 = 3 (the rule of
 * three; Hanley and Lippman-Hand 1983).
 */
export function errorQuantum({ counts }: RateSource, { series }: LoadSeries, { fromS, toS }: Within): number {
  const ended = Math.max(1, resolved(countsBetween(counts, fromS, toS)));
  const clean = series.values.every((share) => share === 0);
  return clean ? Math.min(1, 6 / ended) : Math.min(1, Math.max(1, series.values.length) / ended);
}

function windows(
  { counts, loadSeconds, resolutionS }: RateSource,
  { fromS, toS, excluded }: Within,
  measure: (counts: Counts, seconds: number) => number | null,
): LoadSeries {
  // The load begins somewhere within its first second, and the span ends somewhere within its last.
  const whole = Math.ceil(Math.max(fromS, (loadSeconds[0] ?? fromS) + 1));
  const begin = resolutionS * Math.ceil(whole / resolutionS);
  const end = Math.floor(Math.min(toS, (loadSeconds.at(-1) ?? toS) + 1));
  const windowS = Math.min(
    LONGEST_WINDOW_S,
    Math.max(resolutionS, Math.round((end - begin) / WANTED_WINDOWS)),
  );
  const seconds: number[] = [];
  const values: number[] = [];
  for (let from = begin; from + windowS <= end; from += windowS) {
    const to = from + windowS;
    const present = firstAtOrAfter(loadSeconds, to) - firstAtOrAfter(loadSeconds, from);
    const broken = excluded.some((gap) => gap.fromS < to && gap.toS > from);
    if (broken || present < LEAST_FULL * windowS) continue;
    const value = measure(countsBetween(counts, from, to), present);
    if (value === null) continue;
    seconds.push((from + to) / 2);
    values.push(value);
  }
  return {
    series: { seconds: Float64Array.from(seconds), values: Float64Array.from(values) },
    intervalS: windowS,
  };
}
