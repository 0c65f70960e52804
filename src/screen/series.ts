/** What a dashboard draws: which readings, in which unit, and what a trend about them is called. */

/** Readings that are kept, each as a course. */
export const SERIES = [
  'rss',
  'anon',
  'fds',
  'threads',
  'cpu',
  'p50',
  'p95',
  'p99',
  'offered',
  'achieved',
  'failed',
  'selfRss',
  'selfCpu',
  'selfLag',
] as const;
export type SeriesName = (typeof SERIES)[number];

export interface Metric {
  readonly title: string;
  readonly unit: 'bytes' | 'count' | 'ms' | '/s' | 'pct';
  /** Drawn one over the other; the trend is about `trend`. */
  readonly series: readonly SeriesName[];
  /** As trends name it; null: none is told. */
  readonly trend: string | null;
  /** The series that the trend is about. */
  readonly main: SeriesName;
  readonly ofTarget: boolean;
}

const ofTarget = (name: SeriesName & ('rss' | 'anon' | 'fds' | 'threads'), unit: Metric['unit']): Metric => ({
  title: name,
  unit,
  series: [name],
  trend: name,
  main: name,
  ofTarget: true,
});

/** By the key that shows one alone: 1 … 9. */
export const METRICS: readonly [Metric, ...Metric[]] = [
  ofTarget('rss', 'bytes'),
  ofTarget('fds', 'count'),
  ofTarget('anon', 'bytes'),
  ofTarget('threads', 'count'),
  { title: 'cpu', unit: 'pct', series: ['cpu'], trend: null, main: 'cpu', ofTarget: true },
  {
    title: 'latency p50 p95 p99',
    unit: 'ms',
    series: ['p50', 'p95', 'p99'],
    trend: 'latency.p95',
    main: 'p95',
    ofTarget: false,
  },
  {
    title: 'rate offered and achieved',
    unit: '/s',
    series: ['offered', 'achieved'],
    trend: null,
    main: 'achieved',
    ofTarget: false,
  },
  { title: 'failures', unit: '/s', series: ['failed'], trend: null, main: 'failed', ofTarget: false },
  {
    title: 'memory of soakd',
    unit: 'bytes',
    series: ['selfRss'],
    trend: null,
    main: 'selfRss',
    ofTarget: false,
  },
];
