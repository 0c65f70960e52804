/** Reads soakd's database while it is being written: each answer is a few short queries, none of which stays open. */
import { type Baseline, readBaselines } from './baseline.ts';
import { type DaemonClaim, readDaemon } from './daemon-claim.ts';
import { openForReading } from './database.ts';
import type {
  CorpusRow,
  FailureSampleRow,
  GeneratorSecondRow,
  HistogramRow,
  OperationSecondRow,
} from './load-record.ts';
import { type ColumnsOf, type Points, readColumns, readPoints, type Span } from './read-columns.ts';
import { readHistograms } from './read-histograms.ts';
import {
  readAlerts,
  readAvailability,
  readCorpora,
  readEvents,
  readFailureSamples,
  readFaults,
  readGenerations,
  readLimits,
  readNotifications,
  readSnapshots,
  readTrends,
  readVerdicts,
} from './read-lists.ts';
import {
  type FailureTotal,
  type GeneratorSummary,
  type LoadCount,
  type LoadSpan,
  type LoadTotals,
  type MarkTotal,
  type OutcomeTotal,
  readFailureTotals,
  readGeneratorSummary,
  readGeneratorTimes,
  readLoadSeconds,
  readLoadTotals,
  readMarkTotals,
  readOutcomeTotals,
} from './read-load.ts';
import {
  abandonedRuns,
  findRun,
  lastSeenMs,
  listRuns,
  type RunFacts,
  readOperations,
  readRun,
  readTargets,
  type StoredRun,
} from './read-run.ts';
import {
  countSeries,
  type LifeSpan,
  ofGenerator,
  ofPath,
  ofSamples,
  ofScraped,
  ofSeconds,
  ofSelf,
  pick,
  rawOrMinutes,
  readSeries,
  readSeriesColumns,
} from './read-series.ts';
import type {
  AlertRow,
  AvailabilityRow,
  EventRow,
  FaultRow,
  GenerationRow,
  LimitsRow,
  NotificationRow,
  PathRow,
  SampleRow,
  SelfRow,
  SnapshotRow,
  TrendRow,
  VerdictRow,
} from './record.ts';
import type { NewRun } from './run-record.ts';
import { lastSlots, type StoredSlot } from './slot.ts';
import type { Connection } from './sqlite.ts';
import * as table from './table.ts';

export type { ColumnsOf, Points, Span } from './read-columns.ts';
export type {
  FailureTotal,
  GeneratorSummary,
  LoadCount,
  LoadSpan,
  LoadTotals,
  MarkTotal,
  OutcomeTotal,
} from './read-load.ts';
export type { RunFacts, StoredRun } from './read-run.ts';
export type { StoredSlot } from './slot.ts';

export type SampleColumn = Exclude<keyof SampleRow, 'target' | 'monoMs'>;
export type SecondColumn = Exclude<keyof OperationSecondRow, 'operation' | 'monoMs'>;
export type GeneratorColumn = Exclude<keyof GeneratorSecondRow, 'monoMs'>;
export type SelfColumn = Exclude<keyof SelfRow, 'monoMs'>;
export type SelfGauge = Exclude<SelfColumn, 'wallMs' | 'missedTicks'>;
export type PathColumn = Exclude<keyof PathRow, 'path' | 'monoMs'>;

/** Rejects with a SoakdError when there is no database, or it is not soakd's, or newer. */
export async function openStoreReader(file: string): Promise<StoreReader> {
  return new StoreReader(await openForReading(file));
}

/** Readings of soakd itself, and how many of its ticks they stand for. */
export interface Ticks {
  readonly monoMs: Float64Array;
  /** 1, or those of a minute. */
  readonly taken: Float64Array;
  /** Ticks that fell due before these and were never taken. */
  readonly missed: Float64Array;
}

/**
 * Lists come in time order. `fromMs` belongs to a span, `toMs` does not. Of a run that was thinned, a gauge is the mean of
 * each minute, and the counts of load are spread over the seconds of theirs.
 */
export class StoreReader implements Disposable {
  readonly #database: Connection;

  constructor(database: Connection) {
    this.#database = database;
  }

  close(): void {
    this.#database.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Newest first. */
  listRuns(options: { readonly limit?: number; readonly name?: string } = {}): StoredRun[] {
    return listRuns(this.#database, options);
  }

  /** By id, `latest`, a plan's name or a unique prefix of an id. Throws a SoakdError that names the candidates. */
  findRun(reference = 'latest'): StoredRun {
    return findRun(this.#database, reference);
  }

  /** Runs that are said to be under way, or have no verdict, though nobody conducts them any more; oldest first. */
  abandonedRuns(): StoredRun[] {
    return abandonedRuns(this.#database);
  }

  /** Of each plan that has one, by its name. */
  baselines(): Baseline[] {
    return readBaselines(this.#database);
  }

  readRun(run: number): RunFacts {
    return readRun(this.#database, run);
  }

  /** The newest slot of each schedule that has one. */
  lastSlots(): StoredSlot[] {
    return lastSlots(this.#database);
  }

  /** Whoever claimed the database last and did not release it, living or not (owner.ts tells). */
  daemon(): DaemonClaim | null {
    return readDaemon(this.#database);
  }

  /** Names, by index. */
  targets(run: number): string[] {
    return readTargets(this.#database, run);
  }

  /** By index. */
  operations(run: number): NewRun['operations'][number][] {
    return readOperations(this.#database, run);
  }

  generations(run: number): Required<GenerationRow>[] {
    return readGenerations(this.#database, run);
  }

  /** `limit`: the newest so many. */
  events(run: number, options: { readonly sinceMs?: number; readonly limit?: number } = {}): EventRow[] {
    return readEvents(this.#database, run, options);
  }

  availability(run: number): AvailabilityRow[] {
    return readAvailability(this.#database, run);
  }

  /** Of each life of each target. */
  failureSamples(run: number, most: number): FailureSampleRow[] {
    return readFailureSamples(this.#database, run, most);
  }

  corpora(run: number): CorpusRow[] {
    return readCorpora(this.#database, run);
  }

  limits(run: number): LimitsRow[] {
    return readLimits(this.#database, run);
  }

  /** In the order of the plan; those of soakd itself come last. */
  verdicts(run: number): Required<VerdictRow>[] {
    return readVerdicts(this.#database, run);
  }

  /** As they were told when the run ended. */
  trends(run: number): TrendRow[] {
    return readTrends(this.#database, run);
  }

  /** Each time that one fired. */
  alerts(run: number): Required<AlertRow>[] {
    return readAlerts(this.#database, run);
  }

  notifications(run: number): Required<NotificationRow>[] {
    return readNotifications(this.#database, run);
  }

  /** By when they were due. */
  faults(run: number): Required<FaultRow>[] {
    return readFaults(this.#database, run);
  }

  snapshots(run: number): Required<SnapshotRow>[] {
    return readSnapshots(this.#database, run);
  }

  /** Time of the newest row of any series or event; null when there is none. */
  lastSeenMs(run: number): number | null {
    return lastSeenMs(this.#database, run);
  }

  /** One reading of a target, without the samples that lack it. */
  sampleColumn(run: number, target: number, column: SampleColumn, span: LifeSpan = {}): Points {
    return readSeries(this.#database, run, ofSamples(run, target, span), table.samples[column]);
  }

  /** Several readings of a target, a row per sample. */
  sampleColumns<const Name extends SampleColumn>(
    run: number,
    target: number,
    columns: readonly Name[],
    span: LifeSpan = {},
  ): ColumnsOf<Name> {
    const picked = pick(table.samples, columns);
    return readSeriesColumns(this.#database, run, ofSamples(run, target, span), picked);
  }

  /** When a target was sampled, whatever could be read. */
  sampleTimes(run: number, target: number, span: LifeSpan = {}): Float64Array {
    return readSeriesColumns(this.#database, run, ofSamples(run, target, span), {}).monoMs;
  }

  /** How often a target was sampled; of a thinned run, in how many minutes. */
  countSamples(run: number, target: number, span: Span = {}): number {
    return countSeries(this.#database, run, ofSamples(run, target, span));
  }

  /** One column of an operation's seconds, without NULLs; a thinned run has no seconds any more. */
  secondsColumn(run: number, operation: number, column: SecondColumn, span: Span = {}): Points {
    return readPoints(this.#database, ofSeconds(run, operation, span), table.operationSeconds[column]);
  }

  secondsColumns<const Name extends SecondColumn>(
    run: number,
    operation: number,
    columns: readonly Name[],
    span: Span = {},
  ): ColumnsOf<Name> {
    const picked = pick(table.operationSeconds, columns);
    return readColumns(this.#database, ofSeconds(run, operation, span), picked);
  }

  /** Counts of one operation, or of all together. */
  loadTotals(run: number, span: LoadSpan = {}): LoadTotals {
    return readLoadTotals(this.#database, run, span);
  }

  /** Counts per second of one operation, or of all together. */
  loadSeconds(run: number, span: LoadSpan = {}): ColumnsOf<LoadCount> {
    return readLoadSeconds(this.#database, run, span);
  }

  outcomeTotals(run: number, span: Span = {}): OutcomeTotal[] {
    return readOutcomeTotals(this.#database, run, span);
  }

  failureTotals(run: number, span: LoadSpan = {}): FailureTotal[] {
    return readFailureTotals(this.#database, run, span);
  }

  markTotals(run: number, span: LoadSpan = {}): MarkTotal[] {
    return readMarkTotals(this.#database, run, span);
  }

  generatorSummary(run: number, span: Span = {}): GeneratorSummary {
    return readGeneratorSummary(this.#database, run, span);
  }

  generatorColumn(run: number, column: GeneratorColumn, span: Span = {}): Points {
    return readSeries(this.#database, run, ofGenerator(run, span), table.generatorSeconds[column]);
  }

  /** Begins of the seconds for which there was a load generator. */
  generatorTimes(run: number, span: Span = {}): Float64Array {
    return readGeneratorTimes(this.#database, run, span);
  }

  /** The windows that begin in the span, of one operation or of each (never the row of all together). */
  *histograms(run: number, { operation, ...span }: LoadSpan = {}): Generator<Required<HistogramRow>> {
    const operations = operation === undefined ? this.operations(run).map((_, index) => index) : [operation];
    for (const one of operations) yield* readHistograms(this.#database, run, one, span);
  }

  /** The plain columns of all operations together. */
  latencyWindows(run: number, span: Span = {}): Required<HistogramRow>[] {
    return [...readHistograms(this.#database, run, -1, span)];
  }

  /** Size of a watched path. */
  pathColumn(run: number, path: string, column: PathColumn, span: Span = {}): Points {
    return readSeries(this.#database, run, ofPath(run, path, span), table.paths[column]);
  }

  /** Values of a scraped series; empty for one that was never seen. */
  scrapedColumn(run: number, series: string, span: Span = {}): Points {
    return readSeries(this.#database, run, ofScraped(run, series, span), table.scrapes.value);
  }

  selfColumn(run: number, column: SelfColumn, span: Span = {}): Points {
    return readSeries(this.#database, run, ofSelf(run, span), table.selfSamples[column]);
  }

  /** Greatest reading; null when there is none. */
  selfMax(run: number, column: SelfGauge, span: Span = {}): number | null {
    const { name, keeping } = table.selfSamples[column];
    const { values } = rawOrMinutes(this.#database, run, 'self_samples', (from, thinned) => {
      const greatest = { name: thinned ? `${name}_max` : name, keeping };
      return readPoints(this.#database, { ...ofSelf(run, span), table: from }, greatest);
    });
    return values.reduce<number | null>((max, value) => Math.max(max ?? value, value), null);
  }

  ticks(run: number, span: Span = {}): Ticks {
    const samples = { name: 'samples', keeping: 'whole' } as const;
    return rawOrMinutes(this.#database, run, 'self_samples', (from, thinned) => {
      const wanted = { missed: table.selfSamples.missedTicks, ...(thinned ? { taken: samples } : {}) };
      const read = readColumns<string>(this.#database, { ...ofSelf(run, span), table: from }, wanted);
      const { missed = new Float64Array(), taken } = read.values;
      return { monoMs: read.monoMs, missed, taken: taken ?? missed.map(() => 1) };
    });
  }
}
