import { groupedMedian } from './median.ts';
import type { Series, TrendOptions } from './trend.ts';
import type { Column } from './vector.ts';

/** A run is cut into about this many bins: enough for the shapes, few enough that each median quiets its noise. */
const WANTED_BINS = 120;
/** A longer bin would hide what happens within a minute. */
const LONGEST_BIN_S = 60;
/** But a day has that many minutes, and a trend over weeks is told no better by more bins than that. */
const MOST_BINS = 1440;
/** With fewer there are not even two cosines for noise that lasts two bins: T ≥ 4πτ. */
export const FEWEST_BINS = 30;
/** A bin that missed more than half its readings stands for too little of its time. */
const LEAST_FULL = 0.5;

/** Medians of equal stretches of time; a stretch with too few readings is missing, never interpolated. */
export interface Bins {
  readonly binS: number;
  /** How many readings went in, after warm-up and outside excluded windows. */
  readonly points: number;
  /** Mean time of each bin's readings. */
  readonly seconds: Column;
  readonly values: Column;
  /** Mean cumulative operations of each bin; null without load. */
  readonly operations: Column | null;
}

type BinOptions = Pick<TrendOptions, 'intervalS' | 'warmupS' | 'excluded' | 'operations' | 'quantum'>;

/** Readings that count, by their place in the series, none of them across a cut. */
type Places = Uint32Array;

export function binMedians(series: Series, options: BinOptions): Bins {
  const stretches = keptStretches(series, options);
  const { seconds, values } = series;
  const firstS = seconds[stretches[0]?.[0] ?? 0] ?? 0;
  const lastS = seconds[stretches.at(-1)?.at(-1) ?? 0] ?? 0;
  const perBin = readingsPerBin(lastS - firstS, options.intervalS);
  const binS = perBin * options.intervalS;
  const full = stretches
    .flatMap((stretch) => splitStretch(stretch, seconds, binS, options.intervalS))
    .filter((bin) => bin.length >= LEAST_FULL * perBin);
  const meansOf = (column: Column): Column => Float64Array.from(full, (bin) => meanOf(bin, column));
  return {
    binS,
    points: stretches.reduce((sum, stretch) => sum + stretch.length, 0),
    seconds: meansOf(seconds),
    values: Float64Array.from(full, (bin) => groupedMedian(pick(values, bin), options.quantum) ?? 0),
    operations: options.operations && meansOf(options.operations),
  };
}

function readingsPerBin(spanS: number, intervalS: number): number {
  const binS = Math.max(Math.min(LONGEST_BIN_S, spanS / WANTED_BINS), spanS / MOST_BINS);
  return Math.max(1, Math.round(binS / intervalS));
}

/** Parted where an excluded window (perhaps of no length) lies between two readings. */
function keptStretches({ seconds, values }: Series, options: BinOptions): Places[] {
  const windows = [...options.excluded].sort((a, b) => a.fromS - b.fromS);
  const places = new Uint32Array(seconds.length);
  const stretches: Places[] = [];
  let next = 0;
  let from = 0;
  let to = 0;
  const part = (): void => {
    if (to > from) stretches.push(places.subarray(from, to));
    from = to;
  };
  for (let place = 0; place < seconds.length; place += 1) {
    const second = seconds[place] ?? Number.NaN;
    if (!Number.isFinite(second) || !Number.isFinite(values[place]) || second < options.warmupS) continue;
    for (let window = windows[next]; window && second >= window.toS; window = windows[++next]) part();
    if (second >= (windows[next]?.fromS ?? Number.POSITIVE_INFINITY)) {
      part();
      continue;
    }
    places[to] = place;
    to += 1;
  }
  part();
  return stretches;
}

/** Edges lie half an interval before a reading is due, so that jitter does not move readings between bins. */
function splitStretch(stretch: Places, seconds: Column, binS: number, intervalS: number): Places[] {
  const edge = (seconds[stretch[0] ?? 0] ?? 0) - intervalS / 2;
  const bins: Places[] = [];
  let number = -1;
  let from = 0;
  for (let at = 0; at < stretch.length; at += 1) {
    const own = Math.floor(((seconds[stretch[at] ?? 0] ?? 0) - edge) / binS);
    if (own !== number && at > from) {
      bins.push(stretch.subarray(from, at));
      from = at;
    }
    number = own;
  }
  if (stretch.length > from) bins.push(stretch.subarray(from));
  return bins;
}

function pick(values: Column, places: Places): Column {
  const picked = new Float64Array(places.length);
  for (let at = 0; at < places.length; at += 1) picked[at] = values[places[at] ?? 0] ?? 0;
  return picked;
}

function meanOf(places: Places, column: Column): number {
  let sum = 0;
  for (let at = 0; at < places.length; at += 1) sum += column[places[at] ?? 0] ?? 0;
  return sum / places.length;
}
