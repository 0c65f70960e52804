/** The stored rows of one run, up to a moment, as series. Times in seconds since the run began. */
import type { Plan } from '../plan/plan.ts';
import type { SelfMetric, TargetMetric } from '../plan/rule/rule.ts';
import type { AlertRow, NotificationRow, SnapshotRow } from '../store/alert-record.ts';
import type { EventRow, FaultRow, GenerationRow } from '../store/event-record.ts';
import type { FailureSampleRow, HistogramRow } from '../store/load-record.ts';
import type { ColumnsOf } from '../store/read-columns.ts';
import type { GeneratorSummary } from '../store/read-generator.ts';
import type { LoadCount } from '../store/read-load.ts';
import type { FailureTotal, MarkTotal, OutcomeTotal } from '../store/read-outcomes.ts';
import type { RunFacts } from '../store/read-run.ts';
import type { StoreReader } from '../store/reader.ts';
import type { AvailabilityRow, LimitsRow } from '../store/reading-record.ts';
import type { SampleColumn, SecondColumn, SelfGauge } from '../store/series-column.ts';
import type { TrendRow, VerdictRow } from '../store/verdict-record.ts';
import type { Series } from '../trend/trend.ts';
import { eachTick } from './each-tick.ts';
import { once, remember } from './remember.ts';
import { inTimeOrder } from './time-order.ts';

export interface RunRows {
  readonly facts: RunFacts;
  /** As this version of soakd or an earlier one parsed it. */
  readonly plan: Plan;
  /** From its begin to its end. */
  readonly isWhole: boolean;
  /** Its samples and seconds of load are minutes: gauges are their means, counts are spread over their seconds. */
  readonly isThinned: boolean;
  /** Just after the newest row. */
  readonly seenUntilMs: number;
  readonly events: readonly EventRow[];
  readonly availability: () => readonly AvailabilityRow[];
  readonly verdicts: () => readonly Required<VerdictRow>[];
  readonly trends: () => readonly TrendRow[];
  readonly alerts: () => readonly AlertRow[];
  readonly notifications: () => readonly NotificationRow[];
  readonly faults: () => readonly FaultRow[];
  readonly snapshots: () => readonly SnapshotRow[];
  readonly generations: (target: number) => readonly GenerationRow[];
  /** In force, as each life of each target began. */
  readonly limits: () => readonly LimitsRow[];
  /** How often a target was sampled, whatever could be read. */
  readonly samples: (target: number) => number;
  /** The most processes that a target was at once; 0: it was never seen. */
  readonly mostProcesses: (target: number) => number;
  /** By generation. Base units: cpu is a ratio of one core. */
  readonly sampled: (target: number, metric: TargetMetric) => ReadonlyMap<number, Series>;
  readonly path: (path: string, reading: 'bytes' | 'files') => Series;
  readonly scraped: (series: string) => Series;
  readonly self: (metric: SelfMetric) => Series;
  /** In base units; null: nothing was read. */
  readonly selfMax: (metric: SelfMetric) => number | null;
  /** One point per tick taken: how many were missed before it. */
  readonly ticks: () => Series;
  readonly secondCounts: (operation: number) => ColumnsOf<LoadCount>;
  readonly secondColumns: <const Name extends SecondColumn>(
    operation: number,
    names: readonly Name[],
  ) => ColumnsOf<Name>;
  /** Begins of the seconds for which there was a load generator, whether or not anything was due. */
  readonly loadSeconds: () => Float64Array;
  readonly failures: () => readonly FailureTotal[];
  readonly outcomes: () => readonly OutcomeTotal[];
  readonly marks: () => readonly MarkTotal[];
  readonly marksBetween: (fromMs: number, toMs: number) => readonly MarkTotal[];
  /** In the order of time, `most` of them. */
  readonly failureSamples: (most: number) => readonly FailureSampleRow[];
  readonly generator: () => GeneratorSummary;
  readonly generatorBetween: (fromMs: number, toMs: number) => GeneratorSummary;
  /** How late the pacer woke for due arrivals, the 99th percentile of each second. */
  readonly generatorLagMs: () => Series;
  /** Connections that were begun in each second. */
  readonly opened: () => Series;
  /** Of one operation, or (null) all, in the order of time. */
  readonly histograms: (operation: number | null) => Iterable<HistogramRow>;
}

const SAMPLE_COLUMNS: Readonly<Record<TargetMetric, SampleColumn>> = {
  anon: 'anonBytes',
  rss: 'rssBytes',
  pss: 'pssBytes',
  swap: 'swapBytes',
  vsz: 'vszBytes',
  fds: 'fds',
  threads: 'threads',
  connections: 'connections',
  cpu: 'cpuPct',
};

const SELF_COLUMNS: Readonly<Record<SelfMetric, SelfGauge>> = {
  rss: 'rssBytes',
  fds: 'fds',
  cpu: 'cpuPct',
  loopLag: 'loopLagMs',
};

/** So long before a moment begins what may stand after it: a minute of a thinned run, a window of histograms. */
const LONGEST_ROW_MS = 120_000;

/** `sinceMs`: series begin a little before it, so that whatever ends after it is there; null: with the run. */
export function openRunRows(
  reader: StoreReader,
  run: number,
  untilMs: number | null,
  sinceMs: number | null = null,
): RunRows {
  const facts = reader.readRun(run);
  const plan = JSON.parse(facts.planJson) as Plan;
  const span = {
    ...(sinceMs === null ? {} : { fromMs: sinceMs - LONGEST_ROW_MS }),
    ...(untilMs === null ? {} : { toMs: untilMs + 1 }),
  };
  const until = <Row extends { readonly monoMs: number }>(rows: readonly Row[]): Row[] =>
    rows.filter(({ monoMs }) => untilMs === null || monoMs <= untilMs);
  const generations = reader.generations(run);
  const isThinned = facts.thinnedWallMs !== null;
  const sampledOf = remember((target: number) =>
    remember((metric: TargetMetric) => {
      const column = SAMPLE_COLUMNS[metric];
      const rows = reader.sampleColumns(run, target, ['generation', column], span);
      return byGeneration(rows.values.generation, series(rows.monoMs, rows.values[column], factorOf(metric)));
    }),
  );
  return {
    facts,
    plan,
    isWhole: sinceMs === null && untilMs === null,
    isThinned,
    seenUntilMs: Math.min(reader.lastSeenMs(run) ?? -1, untilMs ?? Number.POSITIVE_INFINITY) + 1,
    events: until(reader.events(run)),
    availability: () => until(reader.availability(run)),
    verdicts: () => reader.verdicts(run),
    trends: () => reader.trends(run),
    alerts: () => reader.alerts(run),
    notifications: () => reader.notifications(run),
    faults: once(() => reader.faults(run)),
    snapshots: () => reader.snapshots(run),
    generations: (target) => generations.filter((life) => life.target === target),
    limits: () => reader.limits(run),
    samples: (target) => reader.countSamples(run, target, span),
    mostProcesses: (target) =>
      reader
        .sampleColumns(run, target, ['processes'], span)
        .values.processes.reduce((most, processes) => Math.max(most, processes), 0),
    sampled: (target, metric) => sampledOf(target)(metric),
    path: (path, reading) => whole(reader.pathColumn(run, path, reading, span)),
    scraped: (name) => whole(reader.scrapedColumn(run, name, span)),
    self: (metric) => whole(reader.selfColumn(run, SELF_COLUMNS[metric], span), factorOf(metric)),
    selfMax: (metric) => {
      const max = reader.selfMax(run, SELF_COLUMNS[metric], span);
      return max === null ? null : max * factorOf(metric);
    },
    ticks: () => eachTick(reader.ticks(run, span), plan.sample.everyMs),
    secondCounts: remember((operation: number) => reader.loadSeconds(run, { ...span, operation })),
    secondColumns: (operation, names) => reader.secondsColumns(run, operation, names, span),
    loadSeconds: once(() => reader.generatorTimes(run, span).map((ms) => ms / 1000)),
    failures: () => reader.failureTotals(run, span),
    outcomes: () => reader.outcomeTotals(run, span),
    marks: () => reader.markTotals(run, span),
    marksBetween: (fromMs, toMs) => reader.markTotals(run, { fromMs, toMs }),
    failureSamples: (most) => reader.failureSamples(run, most),
    generator: () => reader.generatorSummary(run, span),
    generatorBetween: (fromMs, toMs) => reader.generatorSummary(run, { fromMs, toMs }),
    opened: once(() => whole(reader.generatorColumn(run, 'opened', span))),
    generatorLagMs: () => whole(reader.generatorColumn(run, 'lagP99Ms', span)),
    histograms: (operation) =>
      operation === null
        ? inTimeOrder(
            facts.operations.map((_, index) => reader.histograms(run, { ...span, operation: index })),
          )
        : reader.histograms(run, { ...span, operation }),
  };
}

function factorOf(metric: TargetMetric | SelfMetric): number {
  return metric === 'cpu' ? 0.01 : 1;
}

function whole(
  { monoMs, values }: { readonly monoMs: Float64Array; readonly values: Float64Array },
  factor = 1,
): Series {
  return series(monoMs, values, factor);
}

function series(monoMs: Float64Array, values: Float64Array, factor: number): Series {
  return {
    seconds: monoMs.map((ms) => ms / 1000),
    values: factor === 1 ? values : values.map((value) => value * factor),
  };
}

/** A generation's samples follow each other; readings that failed (NaN) are left out. */
function byGeneration(generations: Float64Array, { seconds, values }: Series): Map<number, Series> {
  const parts = new Map<number, Series>();
  for (let from = 0; from < generations.length; ) {
    const generation = generations[from] ?? 0;
    let to = from + 1;
    while (generations[to] === generation) to += 1;
    parts.set(generation, measured(seconds.subarray(from, to), values.subarray(from, to)));
    from = to;
  }
  return parts;
}

function measured(seconds: Float64Array, values: Float64Array): Series {
  if (!values.some(Number.isNaN)) return { seconds, values };
  return {
    seconds: seconds.filter((_, index) => !Number.isNaN(values[index])),
    values: values.filter((value) => !Number.isNaN(value)),
  };
}
