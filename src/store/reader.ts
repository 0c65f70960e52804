/** Reads soakd's database while it is being written: each answer is a few short queries, none of which stays open. */

import type { AlertRow, NotificationRow, SnapshotRow } from './alert-record.ts';
import { type Baseline, readBaselines } from './baseline.ts';
import { type DaemonClaim, readDaemon } from './daemon-claim.ts';
import { openForReading } from './database.ts';
import type { EventRow, FaultRow, GenerationRow } from './event-record.ts';
import type { CorpusRow, FailureSampleRow, HistogramRow } from './load-record.ts';
import type { LoadSpan } from './load-span.ts';
import { generatorSeconds, operationSeconds } from './load-table.ts';
import { type ColumnsOf, type Points, readColumns, readPoints, type Span } from './read-columns.ts';
import { type GeneratorSummary, readGeneratorSummary, readGeneratorTimes } from './read-generator.ts';
import { readHistograms } from './read-histograms.ts';
import * as lists from './read-lists.ts';
import { type LoadCount, type LoadTotals, readLoadSeconds, readLoadTotals } from './read-load.ts';
import {
  type FailureTotal,
  type MarkTotal,
  type OutcomeTotal,
  readFailureTotals,
  readMarkTotals,
  readOutcomeTotals,
} from './read-outcomes.ts';
import type { RunFacts, StoredRun } from './read-run.ts';
import * as runs from './read-run.ts';
import { readSelfMax, readTicks, type Ticks } from './read-self.ts';
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
  readSeries,
  readSeriesColumns,
} from './read-series.ts';
import type { AvailabilityRow, LimitsRow } from './reading-record.ts';
import { paths, samples, scrapes, selfSamples } from './reading-table.ts';
import type { NewRun } from './run-record.ts';
import type {
  GeneratorColumn,
  PathColumn,
  SampleColumn,
  SecondColumn,
  SelfColumn,
  SelfGauge,
} from './series-column.ts';
import { lastSlots, type StoredSlot } from './slot.ts';
import type { Connection } from './sqlite.ts';
import type { TrendRow, VerdictRow } from './verdict-record.ts';

/** Rejects with a SoakdError when there is no database, or it is not soakd's, or newer. */
export async function openStoreReader(file: string): Promise<StoreReader> {
  return new StoreReader(await openForReading(file));
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
    return runs.listRuns(this.#database, options);
  }

  /** By id, `latest`, a plan's name or a unique prefix of an id. Throws a SoakdError that names the candidates. */
  findRun(reference = 'latest'): StoredRun {
    return runs.findRun(this.#database, reference);
  }

  /** Runs that are said to be under way, or have no verdict, though nobody conducts them any more; oldest first. */
  abandonedRuns(): StoredRun[] {
    return runs.abandonedRuns(this.#database);
  }

  /** Of each plan that has one, by its name. */
  baselines(): Baseline[] {
    return readBaselines(this.#database);
  }

  readRun(run: number): RunFacts {
    return runs.readRun(this.#database, run);
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
    return runs.readTargets(this.#database, run);
  }

  /** By index. */
  operations(run: number): NewRun['operations'][number][] {
    return runs.readOperations(this.#database, run);
  }

  generations(run: number): Required<GenerationRow>[] {
    return lists.readGenerations(this.#database, run);
  }

  /** `limit`: the newest so many. */
  events(run: number, options: { readonly sinceMs?: number; readonly limit?: number } = {}): EventRow[] {
    return lists.readEvents(this.#database, run, options);
  }

  availability(run: number): AvailabilityRow[] {
    return lists.readAvailability(this.#database, run);
  }

  /** Of each life of each target. */
  failureSamples(run: number, most: number): FailureSampleRow[] {
    return lists.readFailureSamples(this.#database, run, most);
  }

  corpora(run: number): CorpusRow[] {
    return lists.readCorpora(this.#database, run);
  }

  limits(run: number): LimitsRow[] {
    return lists.readLimits(this.#database, run);
  }

  /** In the order of the plan; those of soakd itself come last. */
  verdicts(run: number): Required<VerdictRow>[] {
    return lists.readVerdicts(this.#database, run);
  }

  /** As they were told when the run ended. */
  trends(run: number): TrendRow[] {
    return lists.readTrends(this.#database, run);
  }

  /** Each time that one fired. */
  alerts(run: number): Required<AlertRow>[] {
    return lists.readAlerts(this.#database, run);
  }

  notifications(run: number): Required<NotificationRow>[] {
    return lists.readNotifications(this.#database, run);
  }

  /** By when they were due. */
  faults(run: number): Required<FaultRow>[] {
    return lists.readFaults(this.#database, run);
  }

  snapshots(run: number): Required<SnapshotRow>[] {
    return lists.readSnapshots(this.#database, run);
  }

  /** Time of the newest row of any series or event; null when there is none. */
  lastSeenMs(run: number): number | null {
    return runs.lastSeenMs(this.#database, run);
  }

  /** One reading of a target, without the samples that lack it. */
  sampleColumn(run: number, target: number, column: SampleColumn, span: LifeSpan = {}): Points {
    return readSeries(this.#database, run, ofSamples(run, target, span), samples[column]);
  }

  /** Several readings of a target, a row per sample. */
  sampleColumns<const Name extends SampleColumn>(
    run: number,
    target: number,
    columns: readonly Name[],
    span: LifeSpan = {},
  ): ColumnsOf<Name> {
    const picked = pick(samples, columns);
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
    return readPoints(this.#database, ofSeconds(run, operation, span), operationSeconds[column]);
  }

  secondsColumns<const Name extends SecondColumn>(
    run: number,
    operation: number,
    columns: readonly Name[],
    span: Span = {},
  ): ColumnsOf<Name> {
    const picked = pick(operationSeconds, columns);
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
    return readSeries(this.#database, run, ofGenerator(run, span), generatorSeconds[column]);
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
    return readSeries(this.#database, run, ofPath(run, path, span), paths[column]);
  }

  /** Values of a scraped series; empty for one that was never seen. */
  scrapedColumn(run: number, series: string, span: Span = {}): Points {
    return readSeries(this.#database, run, ofScraped(run, series, span), scrapes.value);
  }

  selfColumn(run: number, column: SelfColumn, span: Span = {}): Points {
    return readSeries(this.#database, run, ofSelf(run, span), selfSamples[column]);
  }

  /** Greatest reading; null when there is none. */
  selfMax(run: number, column: SelfGauge, span: Span = {}): number | null {
    return readSelfMax(this.#database, run, column, span);
  }

  ticks(run: number, span: Span = {}): Ticks {
    return readTicks(this.#database, run, span);
  }
}
