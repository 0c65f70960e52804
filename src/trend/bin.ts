import { median } from 'simple-statistics';
import type { Series, TrendOptions } from './trend.ts';
import type { Column } from './vector.ts';

/** A run is cut into about this many bins: enough for the shapes, few enough that each median quiets its noise. */
const WANTED_BINS = 120;
/** A longer bin would hide what happens within a minute. */
const LONGEST_BIN_S = 60;
/** But a day has that many minutes, and a trend over weeks is told no better by more bins than that. */
const MOST_BINS = 1440;
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

interface Point {
  readonly second: number;
  readonly value: number;
  readonly operations: number;
}

type BinOptions = Pick<TrendOptions, 'intervalS' | 'warmupS' | 'excluded' | 'operations'>;

export function binMedians(series: Series, options: BinOptions): Bins {
  const stretches = keptStretches(series, options);
  const firstS = stretches[0]?.[0]?.second ?? 0;
  const lastS = stretches.at(-1)?.at(-1)?.second ?? 0;
  const perBin = readingsPerBin(lastS - firstS, options.intervalS);
  const binS = perBin * options.intervalS;
  const full = stretches
    .flatMap((stretch) => splitStretch(stretch, binS, options.intervalS))
    .filter((bin) => bin.length >= LEAST_FULL * perBin);
  return {
    binS,
    points: stretches.reduce((sum, stretch) => sum + stretch.length, 0),
    seconds: Float64Array.from(full, (bin) => meanOf(bin, 'second')),
    values: Float64Array.from(full, (bin) => median(bin.map((point) => point.value))),
    operations: options.operations && Float64Array.from(full, (bin) => meanOf(bin, 'operations')),
  };
}

function readingsPerBin(spanS: number, intervalS: number): number {
  const binS = Math.max(Math.min(LONGEST_BIN_S, spanS / WANTED_BINS), spanS / MOST_BINS);
  return Math.max(1, Math.round(binS / intervalS));
}

/** The readings that count, parted where an excluded window (perhaps of no length) lies between two of them. */
function keptStretches(series: Series, options: BinOptions): Point[][] {
  const windows = [...options.excluded].sort((a, b) => a.fromS - b.fromS);
  const stretches: Point[][] = [];
  let next = 0;
  let open: Point[] | null = null;
  for (const [index, second] of series.seconds.entries()) {
    const value = series.values[index] ?? Number.NaN;
    const operations = options.operations?.[index] ?? 0;
    if (!Number.isFinite(second) || !Number.isFinite(value) || second < options.warmupS) continue;
    for (let window = windows[next]; window && second >= window.toS; window = windows[++next]) open = null;
    if (second >= (windows[next]?.fromS ?? Number.POSITIVE_INFINITY)) {
      open = null;
      continue;
    }
    if (open === null) {
      open = [];
      stretches.push(open);
    }
    open.push({ second, value, operations });
  }
  return stretches;
}

/** Edges lie half an interval before a reading is due, so that jitter does not move readings between bins. */
function splitStretch(stretch: readonly Point[], binS: number, intervalS: number): Point[][] {
  const edge = (stretch[0]?.second ?? 0) - intervalS / 2;
  const bins: Point[][] = [];
  let number = -1;
  for (const point of stretch) {
    const own = Math.floor((point.second - edge) / binS);
    if (own !== number) bins.push([]);
    number = own;
    bins.at(-1)?.push(point);
  }
  return bins;
}

function meanOf(bin: readonly Point[], key: 'second' | 'operations'): number {
  return bin.reduce((sum, point) => sum + point[key], 0) / bin.length;
}
