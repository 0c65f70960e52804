/** One number of a tick, in base units. */
import type { MetricRef, SelfMetric, TargetMetric } from '../plan/rule/rule.ts';
import type { SelfReading, TargetReading, Tick } from '../sample/sample.ts';

export interface Gauge {
  readonly value: number | null;
  /** Why there is none; null: not yet. */
  readonly unavailable: string | null;
  /** Of a target: which of its lives. */
  readonly generation?: number;
}

const NOTHING: Gauge = { value: null, unavailable: null };

const OF_TARGET: Readonly<Record<TargetMetric, (reading: TargetReading) => number | null>> = {
  anon: ({ anonBytes }) => anonBytes,
  rss: ({ rssBytes }) => rssBytes,
  pss: ({ pssBytes }) => pssBytes,
  swap: ({ swapBytes }) => swapBytes,
  vsz: ({ vszBytes }) => vszBytes,
  fds: ({ fds }) => fds,
  threads: ({ threads }) => threads,
  connections: ({ connections }) => connections,
  cpu: ({ cpuPct }) => (cpuPct === null ? null : cpuPct / 100),
};

const OF_SELF: Readonly<Record<SelfMetric, (reading: SelfReading) => number | null>> = {
  rss: ({ rssBytes }) => rssBytes,
  fds: ({ fds }) => fds,
  cpu: ({ cpuPct }) => (cpuPct === null ? null : cpuPct / 100),
  loopLag: ({ loopLagMs }) => loopLagMs,
};

/** `target`: index, for a metric of targets. */
export function gaugeOf(tick: Tick, metric: MetricRef, target: number | null): Gauge {
  switch (metric.kind) {
    case 'target': {
      const reading = tick.targets.find((one) => one.target === target);
      if (reading === undefined) return { value: null, unavailable: 'the target is not there' };
      const { generation } = reading;
      if (reading.state === 'gone') return { value: null, unavailable: 'the target has ended', generation };
      const value = OF_TARGET[metric.name](reading);
      return { value, unavailable: reading.unavailable[metric.name] ?? null, generation };
    }
    case 'path': {
      const reading = tick.paths.find(({ name }) => name === metric.path);
      return reading === undefined
        ? NOTHING
        : { value: reading[metric.reading], unavailable: reading.unavailable };
    }
    case 'scrape':
      return tick.scraped.find(({ series }) => series === metric.series) ?? NOTHING;
    case 'self':
      return { value: OF_SELF[metric.name](tick.self), unavailable: null };
    case 'load':
    case 'restarts':
    case 'coverage':
    case 'recovery':
      return NOTHING;
    default:
      return metric satisfies never;
  }
}
