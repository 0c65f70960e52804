/** The seconds of several load processes, told as those of one: counts and histograms add up, exactly. */
import { Histogram } from './histogram.ts';
import { type OperationHistograms, quantilesOf, type SecondReport } from './tally.ts';
import type { FailureCount, GeneratorSecond, OperationSecond, OutcomeCount } from './window.ts';

export class SecondMerge {
  readonly #onSecond: (report: SecondReport) => void;
  /** Of each process: what it has told of that others have not yet; seconds are a few. */
  readonly #pending: SecondReport[][];
  readonly #ended: boolean[];

  constructor(processes: number, onSecond: (report: SecondReport) => void) {
    this.#pending = Array.from({ length: processes }, () => []);
    this.#ended = this.#pending.map(() => false);
    this.#onSecond = onSecond;
  }

  /** Of each process in the order of time. */
  add(part: number, report: SecondReport): void {
    this.#pending[part]?.push(report);
    this.#tell();
  }

  /** It will tell of no other second. */
  end(part: number): void {
    this.#ended[part] = true;
    this.#tell();
  }

  /** The processes of which more than `seconds` are missing. */
  silentFor(seconds: number): number[] {
    if (!this.#pending.some((own) => own.length > seconds)) return [];
    return [...this.#pending.keys()].filter(
      (part) => this.#pending[part]?.length === 0 && this.#ended[part] !== true,
    );
  }

  #tell(): void {
    while (this.#pending.every((own, part) => own.length > 0 || this.#ended[part] === true)) {
      const monoMs = Math.min(...this.#pending.flatMap(([first]) => first?.window.monoMs ?? []));
      if (!Number.isFinite(monoMs)) return;
      const reports = this.#pending.flatMap((own) =>
        own[0]?.window.monoMs === monoMs ? own.splice(0, 1) : [],
      );
      const [only, ...more] = reports;
      if (only !== undefined) this.#onSecond(more.length === 0 ? only : merged(monoMs, reports));
    }
  }
}

function merged(monoMs: number, reports: readonly SecondReport[]): SecondReport {
  const windows = reports.map(({ window }) => window);
  const histograms = mergedHistograms(reports);
  const lag = new Histogram();
  for (const report of reports) lag.mergeEncoded(report.lag);
  const marks = addUp(
    windows.flatMap((window) => window.marks ?? []),
    ({ operation, mark }) => `${operation} ${mark}`,
  );
  const failures = addUp<FailureCount>(
    windows.flatMap((window) => window.failures),
    ({ operation, failure }) => `${operation} ${failure}`,
  );
  const outcomes = mergedOutcomes(windows.flatMap((window) => window.outcomes));
  const operations = mergedOperations(
    windows.flatMap((window) => window.operations),
    histograms,
  );
  const generator = mergedGenerator(
    windows.map((window) => window.generator),
    lag,
  );
  const encoded = [...histograms].map(
    ([operation, { latency, service }]): OperationHistograms => ({
      operation,
      latency: latency.encode(),
      service: service.encode(),
    }),
  );
  const samples = reports.flatMap((report) => report.samples ?? []);
  return {
    window: { monoMs, operations, failures, outcomes, marks, generator },
    histograms: encoded,
    lag: lag.encode(),
    ...(samples.length === 0 ? {} : { samples }),
  };
}

type Times = Readonly<Record<'latency' | 'service', Histogram>>;

/** By operation, in their order. */
function mergedHistograms(reports: readonly SecondReport[]): ReadonlyMap<number, Times> {
  const times = new Map<number, Times>();
  const all = reports.flatMap(({ histograms }) => histograms).sort((a, b) => a.operation - b.operation);
  for (const { operation, latency, service } of all) {
    const known = times.get(operation) ?? { latency: new Histogram(), service: new Histogram() };
    times.set(operation, known);
    known.latency.mergeEncoded(latency);
    known.service.mergeEncoded(service);
  }
  return times;
}

function mergedOperations(
  seconds: readonly OperationSecond[],
  histograms: ReadonlyMap<number, Times>,
): OperationSecond[] {
  const operations = [...new Set(seconds.map(({ operation }) => operation))].sort((a, b) => a - b);
  return operations.map((operation) => {
    const own = seconds.filter((second) => second.operation === operation);
    const sum = (name: Exclude<keyof OperationSecond, 'operation' | 'latency' | 'service'>): number =>
      own.reduce((total, second) => total + second[name], 0);
    const times = histograms.get(operation);
    return {
      operation,
      due: sum('due'),
      sent: sum('sent'),
      ok: sum('ok'),
      failed: sum('failed'),
      blocked: sum('blocked'),
      bypassed: sum('bypassed'),
      overblocked: sum('overblocked'),
      undecided: sum('undecided'),
      skipped: sum('skipped'),
      latency: times === undefined ? null : quantilesOf(times.latency),
      service: times === undefined ? null : quantilesOf(times.service),
    };
  });
}

/** A process that falls behind delays its share of the arrivals: all together are saturated where one is. */
function mergedGenerator(all: readonly GeneratorSecond[], lag: Histogram): GeneratorSecond {
  const sum = (tell: (one: GeneratorSecond) => number): number =>
    all.reduce((total, one) => total + tell(one), 0);
  return {
    offered: sum(({ offered }) => offered),
    achieved: sum(({ achieved }) => achieved),
    lagP50Ms: lag.percentileMs(50) ?? 0,
    lagP99Ms: lag.percentileMs(99) ?? 0,
    loopDelayMs: Math.max(...all.map(({ loopDelayMs }) => loopDelayMs)),
    cpuPct: sum(({ cpuPct }) => cpuPct),
    rssBytes: sum(({ rssBytes }) => rssBytes),
    inFlight: sum(({ inFlight }) => inFlight),
    queued: sum(({ queued }) => queued),
    opened: sum(({ opened }) => opened),
    saturated: all.some(({ saturated }) => saturated),
  };
}

/** Counts with the same key, in the order in which they were first there. */
function addUp<Counted extends { readonly count: number }>(
  all: readonly Counted[],
  keyOf: (counted: Counted) => string,
): Counted[] {
  const sums = new Map<string, Counted>();
  for (const counted of all) {
    const key = keyOf(counted);
    sums.set(key, { ...counted, count: (sums.get(key)?.count ?? 0) + counted.count });
  }
  return [...sums.values()];
}

/** By operation and category, in the order in which they were first there. */
function mergedOutcomes(all: readonly OutcomeCount[]): OutcomeCount[] {
  const sums = new Map<string, OutcomeCount>();
  for (const one of all) {
    const key = JSON.stringify([one.operation, one.category, one.expected]);
    const known = sums.get(key);
    sums.set(key, {
      ...one,
      blocked: one.blocked + (known?.blocked ?? 0),
      allowed: one.allowed + (known?.allowed ?? 0),
      undecided: one.undecided + (known?.undecided ?? 0),
    });
  }
  return [...sums.values()];
}
