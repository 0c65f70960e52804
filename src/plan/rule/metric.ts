/** The catalogue of metrics: what each is measured in, on what, and which statistics it has. */
import type { Dimension } from '../quantity/quantity.ts';
import type { LoadMetric, MetricRef, SelfMetric, Statistic, TargetMetric } from './rule.ts';

export interface MetricFacts {
  readonly meaning: string;
  /** Of its values; some statistics have their own, see `dimensionOf`. */
  readonly dimension: Dimension;
  /** What a rule can narrow it to: `@target`, `{operation}`, or nothing. */
  readonly scope: 'target' | 'operation' | 'run';
  readonly statistics: readonly StatisticName[];
  /** A number by itself: `success >= 99.9%`. */
  readonly plain: boolean;
}

/** `percentile.slope` is the trend of a percentile over time; `rate.slope` that of a share, in points of it. */
export type StatisticName = Statistic['kind'] | 'percentile.slope' | 'rate.slope';

const GAUGE: readonly StatisticName[] = ['percentile', 'min', 'max', 'mean', 'last', 'growth', 'slope'];
const TIMES: readonly StatisticName[] = ['percentile', 'min', 'max', 'mean', 'percentile.slope'];

function gauge(dimension: Dimension, meaning: string, scope: 'target' | 'run' = 'target'): MetricFacts {
  return { meaning, dimension, scope, statistics: GAUGE, plain: false };
}

function outcome(meaning: string): MetricFacts {
  return { meaning, dimension: 'ratio', scope: 'operation', statistics: ['rate', 'count'], plain: false };
}

export const TARGET_METRICS: Readonly<Record<TargetMetric, MetricFacts>> = {
  anon: gauge('bytes', 'anonymous memory plus swap of the target: what leaks'),
  rss: gauge('bytes', 'resident memory'),
  pss: gauge('bytes', 'resident memory, shared pages divided among those that share them'),
  swap: gauge('bytes', 'memory swapped out'),
  vsz: gauge('bytes', 'address space'),
  fds: gauge('count', 'open file descriptors'),
  threads: gauge('count', 'threads'),
  connections: gauge('count', 'sockets'),
  cpu: gauge('ratio', 'processor time; 100 % is one core'),
};

export const LOAD_METRICS: Readonly<Record<LoadMetric, MetricFacts>> = {
  latency: {
    meaning: 'time from the intended start of an operation to its end',
    dimension: 'duration',
    scope: 'operation',
    statistics: TIMES,
    plain: false,
  },
  service: {
    meaning: 'time from the actual send of an operation to its end',
    dimension: 'duration',
    scope: 'operation',
    statistics: TIMES,
    plain: false,
  },
  errors: {
    ...outcome('operations that failed'),
    statistics: ['rate', 'count', 'slope', 'rate.slope'],
  },
  success: {
    meaning: 'share of all due operations that succeeded',
    dimension: 'ratio',
    scope: 'operation',
    statistics: ['count'],
    plain: true,
  },
  throughput: {
    meaning: 'operations that succeeded, per second',
    dimension: 'rate',
    scope: 'operation',
    statistics: ['min', 'max', 'mean', 'slope'],
    plain: true,
  },
  blocked: outcome('operations that were refused'),
  bypassed: outcome('operations that should have been refused and were not'),
  unresolved: outcome('operations whose outcome is unknown'),
};

export const SELF_METRICS: Readonly<Record<SelfMetric, MetricFacts>> = {
  rss: gauge('bytes', 'resident memory of soakd', 'run'),
  fds: gauge('count', 'open file descriptors of soakd', 'run'),
  cpu: gauge('ratio', 'processor time of soakd', 'run'),
  loopLag: gauge('duration', 'worst delay of soakd between two samples', 'run'),
};

const RESTARTS: MetricFacts = {
  meaning: 'times the target ended and came back',
  dimension: 'count',
  scope: 'target',
  statistics: ['unplanned', 'count'],
  plain: false,
};

const COVERAGE: MetricFacts = {
  meaning: 'share of the due samples that were taken',
  dimension: 'ratio',
  scope: 'run',
  statistics: [],
  plain: true,
};

const RECOVERY: MetricFacts = {
  meaning: 'time from the end of a fault until all was well again',
  dimension: 'duration',
  scope: 'run',
  statistics: [],
  plain: true,
};

/** The first words of all metrics. */
export const METRIC_NAMES: readonly string[] = [
  ...Object.keys(TARGET_METRICS),
  ...Object.keys(LOAD_METRICS),
  'restarts',
  'coverage',
  'recovery',
  'path',
  'scrape',
  'self',
];

export function metricFacts(metric: MetricRef): MetricFacts {
  switch (metric.kind) {
    case 'target':
      return TARGET_METRICS[metric.name];
    case 'load':
      return LOAD_METRICS[metric.name];
    case 'self':
      return SELF_METRICS[metric.name];
    case 'restarts':
      return RESTARTS;
    case 'coverage':
      return COVERAGE;
    case 'recovery':
      return RECOVERY;
    case 'path':
      return gauge(metric.reading === 'bytes' ? 'bytes' : 'count', 'a watched path', 'run');
    case 'scrape':
      return gauge('count', "a scraped series, in the series' own unit", 'run');
  }
}

/** What a rule's limit is measured in; of a slope: what its rise is measured in. */
export function dimensionOf(metric: MetricRef, statistic: Statistic | null): Dimension {
  if (statistic?.kind === 'count' || statistic?.kind === 'unplanned') return 'count';
  return metricFacts(metric).dimension;
}

/** A share of a whole cannot be over 100 %, as a share of one core can. */
export function isShare(metric: MetricRef, statistic: Statistic | null): boolean {
  if (metric.kind === 'coverage') return true;
  return metric.kind === 'load' && dimensionOf(metric, statistic) === 'ratio';
}
