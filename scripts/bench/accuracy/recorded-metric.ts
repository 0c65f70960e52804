/** What is judged of a recorded program: its memory, descriptors, threads and latency. */
import { BUCKET_WIDTH } from '../../../src/load/figure/histogram.ts';
import type { Series } from '../../../src/trend/trend.ts';
import { medianOf } from './median.ts';
import type { Column, RecordedProgram, Truth, Twin } from './traces.ts';
import { readTrace, type Trace } from './traces.ts';

export interface RecordedMetric {
  readonly name: 'anon' | 'fds' | 'threads' | 'latency.p95';
  readonly unit: string;
  readonly quantum: number;
  /** What a user would ask for over a night, as soakd's default criteria: per hour, at a level. */
  readonly leastBudget: (level: number) => number;
  /** Of the leaky twin, in the series' unit at a level. */
  readonly leakPerOperation: (truth: Truth, level: number) => number;
  /** false: the leak is known in another unit than the slope, and the slope of a line through the logarithm is no one's truth. */
  readonly straight: boolean;
  /** Whether it is known how a twin's readings course: latency drifts with the machine's other work. */
  readonly isKnown: (truth: Truth, twin: Twin) => boolean;
  readonly load: (files: RecordedProgram['files'][Twin], spanS: number) => RecordedSeries;
}

export interface RecordedSeries {
  readonly series: Series;
  /** Cumulative, at the series' times. */
  readonly operations: Float64Array;
  readonly intervalS: number;
}

const BYTES_PER_HOUR = 1e6;
const SHARE_PER_HOUR = 0.005;
const COUNT_PER_HOUR = 0.5;
const LATENCY_SHARE_PER_HOUR = 0.02;
const PAGE_BYTES = 4096;
/** src/analysis/load-series.ts: with fewer windows, seconds stand in. */
const FEWEST_WINDOWS = 60;
const WINDOW_S = 60;

export const metrics: readonly RecordedMetric[] = [
  {
    name: 'anon',
    unit: 'bytes',
    quantum: PAGE_BYTES,
    leastBudget: (level) => Math.max(BYTES_PER_HOUR, SHARE_PER_HOUR * level),
    leakPerOperation: ({ bytesPerOperation }) => bytesPerOperation,
    straight: true,
    isKnown: () => true,
    load: ({ memory }, spanS) => cut(readTrace(memory), 'anon_bytes', spanS, 1),
  },
  {
    ...counted('fds'),
    leakPerOperation: ({ fdsPerOperation }) => fdsPerOperation,
  },
  {
    ...counted('threads'),
    leakPerOperation: () => 0,
  },
  {
    // On the logarithm, as src/analysis/log-trend.ts: the slope is a share per hour.
    name: 'latency.p95',
    unit: 'ln ms',
    quantum: BUCKET_WIDTH,
    leastBudget: () => LATENCY_SHARE_PER_HOUR,
    leakPerOperation: ({ msPerOperation }, level) => (msPerOperation ?? 0) / Math.exp(level),
    straight: false,
    isKnown: ({ msPerOperation }, twin) => twin === 'leaky' && msPerOperation !== null,
    load({ latency, seconds }, spanS) {
      const bySecond = spanS < FEWEST_WINDOWS * WINDOW_S;
      const found = cut(readTrace(bySecond ? seconds : latency), 'p95_ms', spanS, bySecond ? 1 : WINDOW_S);
      const values = found.series.values.map((value) => Math.log(Math.max(value, BUCKET_WIDTH)));
      return { ...found, series: { ...found.series, values } };
    },
  },
];

function counted(name: 'fds' | 'threads'): Omit<RecordedMetric, 'leakPerOperation'> {
  return {
    name,
    unit: name,
    quantum: 1,
    leastBudget: () => COUNT_PER_HOUR,
    straight: true,
    isKnown: () => true,
    load: ({ memory }, spanS) => cut(readTrace(memory), `${name}_count`, spanS, 1),
  };
}

/** As a run that ended after `spanS` would have it. */
function cut(
  { seconds, operations, columns }: Trace,
  column: Column,
  spanS: number,
  intervalS: number,
): RecordedSeries {
  const startS = seconds[0] ?? 0;
  const beyond = seconds.findIndex((second) => second >= startS + spanS);
  const count = beyond < 0 ? seconds.length : beyond;
  const values = columns.get(column) ?? new Float64Array(0);
  return {
    series: { seconds: seconds.subarray(0, count), values: values.subarray(0, count) },
    operations: operations.subarray(0, count),
    intervalS,
  };
}

export function levelOf({ values }: Series): number {
  return medianOf(values.subarray(values.length >> 1)) ?? 0;
}
