/** Which series a metric is: one per generation of a target, or one of the run as a whole. */
import type { MetricRef, TargetMetric } from '../plan/rule/rule.ts';
import type { Series } from '../trend/trend.ts';
import type { Unit } from '../verdict/unit.ts';
import type { CumulativeCounts } from './load-counts.ts';
import type { LoadSeries } from './load-series.ts';
import type { RunRows } from './run-rows.ts';

export interface MetricSeries {
  /** null: of the run as a whole. */
  readonly generation: number | null;
  readonly series: Series;
  /** What its trend is fitted to, where that is not the readings themselves. */
  readonly course?: LoadSeries;
  /** log: its scatter grows with it, so its trend is fitted on the logarithm. */
  readonly scale?: 'linear' | 'log';
  readonly unit: Unit;
  /** The smallest step the metric can take. */
  readonly quantum: number;
  /** Nominal seconds between points. */
  readonly intervalS: number;
  /** What slopes per operation count; null without load. */
  readonly operations: CumulativeCounts | null;
}

const UNITS: Readonly<Record<TargetMetric, Unit>> = {
  anon: 'bytes',
  rss: 'bytes',
  pss: 'bytes',
  swap: 'bytes',
  vsz: 'bytes',
  fds: 'count',
  threads: 'count',
  connections: 'count',
  cpu: 'ratio',
};

export const PAGE_BYTES = 4096;
/** USER_HZ: processor time is counted in hundredths of a second (proc_pid_stat(5)). */
const CPU_TICK_S = 0.01;

export interface SeriesContext {
  readonly rows: RunRows;
  readonly intervalS: number;
  /** Of operations that count for a target, or (null) all of them; null without load. */
  readonly operationsOf: (target: number | null) => CumulativeCounts | null;
}

/** The series of a sampled metric; null for what the load measures and for metrics that are one number. */
export function sampledSeries(
  metric: MetricRef,
  target: number | null,
  { rows, intervalS, operationsOf }: SeriesContext,
): MetricSeries[] | null {
  const shared = { intervalS, operations: operationsOf(target) };
  const whole = (series: Series, unit: Unit, quantum: number): MetricSeries[] => [
    { ...shared, generation: null, series, unit, quantum },
  ];
  switch (metric.kind) {
    case 'target': {
      const unit = UNITS[metric.name];
      const quantum = unit === 'bytes' ? PAGE_BYTES : unit === 'count' ? 1 : CPU_TICK_S / intervalS;
      const generations = target === null ? [] : rows.sampled(target, metric.name);
      return Array.from(generations, ([generation, series]) => ({
        ...shared,
        generation,
        series,
        unit,
        quantum,
      }));
    }
    case 'path': {
      const unit = metric.reading === 'bytes' ? 'bytes' : 'count';
      return whole(rows.path(metric.path, metric.reading), unit, 1);
    }
    case 'scrape': {
      const series = rows.scraped(metric.series);
      return whole(series, 'count', stepOf(series.values));
    }
    case 'self': {
      const unit = metric.name === 'loopLag' ? 'ms' : UNITS[metric.name];
      const quantum = { rss: PAGE_BYTES, fds: 1, cpu: CPU_TICK_S / intervalS, loopLag: 1 }[metric.name];
      return whole(rows.self(metric.name), unit, quantum);
    }
    case 'load':
    case 'restarts':
    case 'coverage':
    case 'recovery':
      return null;
    default:
      return metric satisfies never;
  }
}

/** A scraped series says nothing of its resolution: 1 if it only ever took whole numbers. */
function stepOf(values: Float64Array): number {
  if (values.every(Number.isInteger)) return 1;
  return Math.max(...values.subarray(0, 1000).map(Math.abs), Number.MIN_VALUE) * 1e-6;
}
