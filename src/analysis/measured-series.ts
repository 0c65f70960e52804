/** Every series that was measured of a run, as it was read: for charts, for files of numbers and for long-term stores. */
import type { Plan } from '../plan/plan.ts';
import type { Points, Span } from '../store/read-columns.ts';
import type { RunFacts } from '../store/read-run.ts';
import type { StoreReader } from '../store/reader.ts';
import type { SampleColumn, SelfGauge } from '../store/series-column.ts';
import type { Series } from '../trend/trend.ts';

/** cpu is percent of one core, as everywhere that it is stored; counts are of the second that begins at the point. */
export type MeasuredUnit = 'bytes' | 'count' | 'ms' | 'pct';

export interface MeasuredSeries {
  /** What it is of: a target, an operation, the load generator, soakd itself, or a path or series that is watched. */
  readonly of:
    | { readonly kind: 'target' | 'operation' | 'path' | 'scrape'; readonly name: string }
    | { readonly kind: 'generator' | 'self' };
  /** In snake case, without its unit: `rss`, `latency_p95`. */
  readonly metric: string;
  readonly unit: MeasuredUnit;
  /** Without the points that could not be read. */
  readonly series: Series;
  /** Of each point; null: it is of no target. */
  readonly generations: Float64Array | null;
}

interface Shown {
  readonly metric: string;
  readonly unit: MeasuredUnit;
}

const SAMPLES: Readonly<
  Record<Exclude<SampleColumn, 'generation' | 'wallMs' | 'skewMs' | 'processes'>, Shown>
> = {
  rssBytes: { metric: 'rss', unit: 'bytes' },
  anonBytes: { metric: 'anon', unit: 'bytes' },
  swapBytes: { metric: 'swap', unit: 'bytes' },
  pssBytes: { metric: 'pss', unit: 'bytes' },
  vszBytes: { metric: 'vsz', unit: 'bytes' },
  fds: { metric: 'fds', unit: 'count' },
  threads: { metric: 'threads', unit: 'count' },
  connections: { metric: 'connections', unit: 'count' },
  cpuPct: { metric: 'cpu', unit: 'pct' },
  readBytes: { metric: 'read', unit: 'bytes' },
  writtenBytes: { metric: 'written', unit: 'bytes' },
};
export type SampledColumn = keyof typeof SAMPLES;

const QUANTILES = {
  latencyP50Ms: { metric: 'latency_p50', unit: 'ms' },
  latencyP95Ms: { metric: 'latency_p95', unit: 'ms' },
  latencyP99Ms: { metric: 'latency_p99', unit: 'ms' },
  latencyMaxMs: { metric: 'latency_max', unit: 'ms' },
  serviceP50Ms: { metric: 'service_p50', unit: 'ms' },
  serviceP95Ms: { metric: 'service_p95', unit: 'ms' },
  serviceP99Ms: { metric: 'service_p99', unit: 'ms' },
  serviceMaxMs: { metric: 'service_max', unit: 'ms' },
} as const satisfies Readonly<Record<string, Shown>>;

const SIZE: Shown = { metric: 'size', unit: 'bytes' };
const FILES: Shown = { metric: 'files', unit: 'count' };
const SCRAPED: Shown = { metric: 'value', unit: 'count' };

const COUNTS = ['due', 'sent', 'ok', 'failed', 'blocked', 'skipped'] as const;

const GENERATOR = {
  offered: { metric: 'offered', unit: 'count' },
  achieved: { metric: 'achieved', unit: 'count' },
  lagP99Ms: { metric: 'lag_p99', unit: 'ms' },
  loopDelayMs: { metric: 'loop_delay', unit: 'ms' },
  cpuPct: { metric: 'cpu', unit: 'pct' },
  rssBytes: { metric: 'rss', unit: 'bytes' },
  inFlight: { metric: 'in_flight', unit: 'count' },
  queued: { metric: 'queued', unit: 'count' },
  opened: { metric: 'opened', unit: 'count' },
} as const satisfies Readonly<Record<string, Shown>>;

const SELF: Readonly<Record<SelfGauge, Shown>> = {
  rssBytes: { metric: 'rss', unit: 'bytes' },
  fds: { metric: 'fds', unit: 'count' },
  cpuPct: { metric: 'cpu', unit: 'pct' },
  loopLagMs: { metric: 'loop_lag', unit: 'ms' },
};

/**
 * One after the other, as they are asked for: metric by metric, each of all that have it. Those without a point are left
 * out. Of a thinned run a gauge is the mean of each minute, quantiles are those of the windows of histograms, and counts
 * are spread over the seconds of their minute.
 */
export function* measuredSeries(
  reader: StoreReader,
  facts: RunFacts,
  span: Span = {},
): Generator<MeasuredSeries> {
  const { run } = facts;
  const { sample } = JSON.parse(facts.planJson) as Plan;
  for (const [column] of entries(SAMPLES))
    for (const target of facts.targets.keys())
      yield* targetSeries(reader, facts, target, { columns: [column], span });
  for (const reading of ['bytes', 'files'] as const) {
    const shown = reading === 'bytes' ? SIZE : FILES;
    for (const { name } of sample.paths)
      yield* seen({ of: { kind: 'path', name }, ...shown }, reader.pathColumn(run, name, reading, span));
  }
  for (const name of sample.scrape?.series ?? [])
    yield* seen({ of: { kind: 'scrape', name }, ...SCRAPED }, reader.scrapedColumn(run, name, span));
  yield* operationSeries(reader, facts, span);
  if (facts.operations.length > 0)
    for (const [column, shown] of entries(GENERATOR))
      yield* seen({ of: { kind: 'generator' }, ...shown }, reader.generatorColumn(run, column, span));
  for (const [column, shown] of entries(SELF))
    yield* seen({ of: { kind: 'self' }, ...shown }, reader.selfColumn(run, column, span));
}

/** What /proc said of a target, read in one go. `columns`: default all. */
export function* targetSeries(
  reader: StoreReader,
  facts: RunFacts,
  target: number,
  { columns, span = {} }: { readonly columns?: readonly SampledColumn[]; readonly span?: Span } = {},
): Generator<MeasuredSeries> {
  const asked = columns ?? entries(SAMPLES).map(([column]) => column);
  const { monoMs, values } = reader.sampleColumns(facts.run, target, ['generation', ...asked], span);
  const of = { kind: 'target', name: facts.targets[target] ?? `#${target}` } as const;
  for (const column of asked)
    yield* seen({ of, ...SAMPLES[column] }, { monoMs, values: values[column] }, values.generation);
}

function* operationSeries(reader: StoreReader, facts: RunFacts, span: Span): Generator<MeasuredSeries> {
  const { run } = facts;
  const operations = facts.operations.map(({ name }, operation) => ({
    of: { kind: 'operation', name } as const,
    operation,
  }));
  const counted = operations.map(({ operation }) => reader.loadSeconds(run, { ...span, operation }));
  for (const count of COUNTS) {
    for (const { of, operation } of operations) {
      const counts = counted[operation];
      if (counts === undefined) continue;
      const points = { monoMs: counts.monoMs, values: counts.values[count] };
      yield* seen({ of, metric: count, unit: 'count' }, points);
    }
  }
  for (const [column, shown] of entries(QUANTILES))
    for (const { of, operation } of operations)
      yield* seen({ of, ...shown }, quantilesOf(reader, facts, operation, column, span));
}

function quantilesOf(
  reader: StoreReader,
  { run, thinnedWallMs }: RunFacts,
  operation: number,
  column: keyof typeof QUANTILES,
  span: Span,
): Points {
  if (thinnedWallMs === null) return reader.secondsColumn(run, operation, column, span);
  const windows = [...reader.histograms(run, { ...span, operation })];
  return {
    monoMs: Float64Array.from(windows, (window) => window.monoMs),
    values: Float64Array.from(windows, (window) => window[column] ?? Number.NaN),
  };
}

/** Readings that failed (NaN) are left out. */
function* seen(
  shown: Pick<MeasuredSeries, 'of' | 'metric' | 'unit'>,
  { monoMs, values }: Points,
  generations: Float64Array | null = null,
): Generator<MeasuredSeries> {
  const whole = !values.some(Number.isNaN);
  const kept = (column: Float64Array): Float64Array =>
    whole ? column : column.filter((_, index) => !Number.isNaN(values[index]));
  const series = { seconds: kept(monoMs).map((ms) => ms / 1000), values: kept(values) };
  if (series.seconds.length === 0) return;
  yield { ...shown, series, generations: generations === null ? null : kept(generations) };
}

function entries<Key extends string, Value>(record: Readonly<Record<Key, Value>>): [Key, Value][] {
  return Object.entries(record) as [Key, Value][];
}
