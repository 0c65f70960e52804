/** Reads soakd's database while it is being written: each answer is a few short queries, none of which stays open. */
import { type DaemonClaim, readDaemon } from './daemon-claim.ts';
import { openForReading } from './database.ts';
import { MINUTE_TABLES, type RawTable } from './minute-table.ts';
import { unpacked } from './packed-histogram.ts';
import {
  type ColumnsOf,
  type Points,
  readColumns,
  readPoints,
  type Selection,
  type Span,
} from './read-columns.ts';
import {
  type FailureTotal,
  type GeneratorSummary,
  type LoadCount,
  type LoadSpan,
  type LoadTotals,
  readFailureTotals,
  readGeneratorSummary,
  readGeneratorTimes,
  readLoadSeconds,
  readLoadTotals,
} from './read-load.ts';
import { readRows } from './read-rows.ts';
import {
  abandonedRuns,
  findRun,
  isThinned,
  listRuns,
  type RunFacts,
  readOperations,
  readRun,
  readTargets,
  type StoredRun,
} from './read-run.ts';
import type {
  AvailabilityRow,
  EventRow,
  GenerationRow,
  GeneratorSecondRow,
  HistogramRow,
  LimitsRow,
  NewRun,
  OperationSecondRow,
  PathRow,
  SampleRow,
  SelfRow,
  VerdictRow,
} from './record.ts';
import { lastSlots, type StoredSlot } from './slot.ts';
import type { Connection } from './sqlite.ts';
import * as table from './table.ts';

export type { ColumnsOf, Points, Span } from './read-columns.ts';
export type { FailureTotal, GeneratorSummary, LoadCount, LoadSpan, LoadTotals } from './read-load.ts';
export type { RunFacts, StoredRun } from './read-run.ts';
export type { StoredSlot } from './slot.ts';

export type SampleColumn = Exclude<keyof SampleRow, 'target' | 'monoMs'>;
export type SecondColumn = Exclude<keyof OperationSecondRow, 'operation' | 'monoMs'>;
export type GeneratorColumn = Exclude<keyof GeneratorSecondRow, 'monoMs'>;
export type SelfColumn = Exclude<keyof SelfRow, 'monoMs'>;
export type SelfGauge = Exclude<SelfColumn, 'wallMs' | 'missedTicks'>;
export type PathColumn = Exclude<keyof PathRow, 'path' | 'monoMs'>;

const HISTOGRAM_BATCH = 200;

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
    const query = {
      table: 'generations',
      rest: 'WHERE run = ? ORDER BY target, generation',
      parameters: [run],
    };
    return readRows<GenerationRow>(this.#database, query, table.generations);
  }

  /** `limit`: the newest so many. */
  events(
    run: number,
    { sinceMs, limit = -1 }: { readonly sinceMs?: number; readonly limit?: number } = {},
  ): EventRow[] {
    const rest = 'WHERE run = ? AND mono_ms >= ? ORDER BY mono_ms DESC, id DESC LIMIT ?';
    const parameters = [run, Math.ceil(sinceMs ?? Number.MIN_SAFE_INTEGER), limit];
    return readRows<EventRow>(this.#database, { table: 'events', rest, parameters }, table.events).reverse();
  }

  availability(run: number): AvailabilityRow[] {
    const query = {
      table: 'availability',
      rest: 'WHERE run = ? ORDER BY mono_ms, target, metric',
      parameters: [run],
    };
    return readRows<AvailabilityRow>(this.#database, query, table.availability);
  }

  /** Of each life of each target. */
  limits(run: number): LimitsRow[] {
    const query = { table: 'limits', rest: 'WHERE run = ? ORDER BY target, generation', parameters: [run] };
    return readRows<LimitsRow>(this.#database, query, table.limits);
  }

  /** In the order of the plan; those of soakd itself come last. */
  verdicts(run: number): Required<VerdictRow>[] {
    const query = { table: 'verdicts', rest: 'WHERE run = ? ORDER BY position', parameters: [run] };
    return readRows<VerdictRow>(this.#database, query, table.verdicts);
  }

  /** Time of the newest row of any series or event; null when there is none. */
  lastSeenMs(run: number): number | null {
    const row = this.#database
      .prepare<[number], { newest: number | null }>(
        `WITH given (run) AS (VALUES (?)), newest (mono_ms) AS (
          SELECT (SELECT max(mono_ms) FROM self_samples s WHERE s.run = given.run) FROM given UNION ALL
          SELECT (SELECT max(mono_ms) FROM self_minutes s WHERE s.run = given.run) FROM given UNION ALL
          SELECT (SELECT max(mono_ms) FROM generator_seconds g WHERE g.run = given.run) FROM given UNION ALL
          SELECT (SELECT max(mono_ms) FROM generator_minutes g WHERE g.run = given.run) FROM given UNION ALL
          SELECT (SELECT max(mono_ms) FROM events e WHERE e.run = given.run) FROM given UNION ALL
          SELECT (SELECT max(mono_ms) FROM samples s WHERE s.run = t.run AND s.target = t.target)
            FROM given JOIN targets t ON t.run = given.run
        ) SELECT max(mono_ms) AS newest FROM newest`,
      )
      .get(run);
    return row?.newest ?? null;
  }

  /** One reading of a target, without the samples that lack it. */
  sampleColumn(
    run: number,
    target: number,
    column: SampleColumn,
    span: Span & { readonly generation?: number } = {},
  ): Points {
    return this.#points(run, ofSamples(run, target, span), table.samples[column]);
  }

  /** Several readings of a target, a row per sample. */
  sampleColumns<const Name extends SampleColumn>(
    run: number,
    target: number,
    columns: readonly Name[],
    span: Span & { readonly generation?: number } = {},
  ): ColumnsOf<Name> {
    return this.#columns(run, ofSamples(run, target, span), pick(table.samples, columns));
  }

  /** When a target was sampled, whatever could be read. */
  sampleTimes(run: number, target: number, span: Span & { readonly generation?: number } = {}): Float64Array {
    return this.#columns(run, ofSamples(run, target, span), {}).monoMs;
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
    return readColumns(
      this.#database,
      ofSeconds(run, operation, span),
      pick(table.operationSeconds, columns),
    );
  }

  /** Counts of one operation, or of all together. */
  loadTotals(run: number, span: LoadSpan = {}): LoadTotals {
    return readLoadTotals(this.#database, run, span);
  }

  /** Counts per second of one operation, or of all together. */
  loadSeconds(run: number, span: LoadSpan = {}): ColumnsOf<LoadCount> {
    return readLoadSeconds(this.#database, run, span);
  }

  failureTotals(run: number, span: LoadSpan = {}): FailureTotal[] {
    return readFailureTotals(this.#database, run, span);
  }

  generatorSummary(run: number, span: Span = {}): GeneratorSummary {
    return readGeneratorSummary(this.#database, run, span);
  }

  generatorColumn(run: number, column: GeneratorColumn, span: Span = {}): Points {
    const selection = { ...span, table: 'generator_seconds', where: 'run = ?', parameters: [run] } as const;
    return this.#points(run, selection, table.generatorSeconds[column]);
  }

  /** Begins of the seconds for which there was a load generator. */
  generatorTimes(run: number, span: Span = {}): Float64Array {
    return readGeneratorTimes(this.#database, run, span);
  }

  /** The windows that begin in the span, of one operation or of each (never the row of all together). */
  *histograms(run: number, { operation, ...span }: LoadSpan = {}): Generator<Required<HistogramRow>> {
    const operations = operation === undefined ? this.operations(run).map((_, index) => index) : [operation];
    for (const one of operations) yield* this.#histogramsOf(run, one, span);
  }

  /** The plain columns of all operations together. */
  latencyWindows(run: number, span: Span = {}): Required<HistogramRow>[] {
    return [...this.#histogramsOf(run, -1, span)];
  }

  /** Size of a watched path. */
  pathColumn(run: number, path: string, column: PathColumn, span: Span = {}): Points {
    const where = 'run = ? AND path = ?';
    return this.#points(
      run,
      { ...span, table: 'paths', where, parameters: [run, path] },
      table.paths[column],
    );
  }

  /** Values of a scraped series; empty for one that was never seen. */
  scrapedColumn(run: number, series: string, span: Span = {}): Points {
    const where = 'series = (SELECT s.series FROM scraped_series s WHERE s.run = ? AND s.name = ?)';
    return this.#points(
      run,
      { ...span, table: 'scrapes', where, parameters: [run, series] },
      table.scrapes.value,
    );
  }

  selfColumn(run: number, column: SelfColumn, span: Span = {}): Points {
    return this.#points(run, ofSelf(run, span), table.selfSamples[column]);
  }

  /** Greatest reading; null when there is none. */
  selfMax(run: number, column: SelfGauge, span: Span = {}): number | null {
    const { name, keeping } = table.selfSamples[column];
    const { values } = this.#fromTable(run, 'self_samples', (from, thinned) => {
      const greatest = { name: thinned ? `${name}_max` : name, keeping };
      return readPoints(this.#database, { ...ofSelf(run, span), table: from }, greatest);
    });
    return values.reduce<number | null>((max, value) => Math.max(max ?? value, value), null);
  }

  ticks(run: number, span: Span = {}): Ticks {
    const samples = { name: 'samples', keeping: 'whole' } as const;
    return this.#fromTable(run, 'self_samples', (from, thinned) => {
      const wanted = { missed: table.selfSamples.missedTicks, ...(thinned ? { taken: samples } : {}) };
      const read = readColumns<string>(this.#database, { ...ofSelf(run, span), table: from }, wanted);
      const { missed = new Float64Array(), taken } = read.values;
      return { monoMs: read.monoMs, missed, taken: taken ?? missed.map(() => 1) };
    });
  }

  #points(run: number, selection: RawSelection, column: table.Column): Points {
    return this.#fromTable(run, selection.table, (from) =>
      readPoints(this.#database, { ...selection, table: from }, column),
    );
  }

  #columns<Name extends string>(
    run: number,
    selection: RawSelection,
    columns: Readonly<Record<Name, table.Column>>,
  ): ColumnsOf<Name> {
    return this.#fromTable(run, selection.table, (from) =>
      readColumns(this.#database, { ...selection, table: from }, columns),
    );
  }

  /** Reads the raw rows of a run, or its minutes, in batches: it may be thinned between two of them. */
  #fromTable<Answer>(run: number, raw: RawTable, read: (table: string, thinned: boolean) => Answer): Answer {
    if (!isThinned(this.#database, run)) {
      const answer = read(raw, false);
      if (!isThinned(this.#database, run)) return answer;
    }
    return read(MINUTE_TABLES[raw], true);
  }

  *#histogramsOf(run: number, operation: number, { fromMs, toMs }: Span): Generator<Required<HistogramRow>> {
    const rest = `WHERE run = ? AND operation = ? AND mono_ms >= ? AND mono_ms < ? ORDER BY mono_ms LIMIT ${HISTOGRAM_BATCH}`;
    let from = Math.ceil(fromMs ?? Number.MIN_SAFE_INTEGER);
    const to = Math.ceil(toMs ?? Number.MAX_SAFE_INTEGER);
    for (;;) {
      const parameters = [run, operation, from, to];
      const batch = readRows<HistogramRow>(
        this.#database,
        { table: 'histograms', rest, parameters },
        table.histograms,
      );
      yield* batch.map(unpacked);
      const last = batch.at(-1);
      if (last === undefined || batch.length < HISTOGRAM_BATCH) return;
      from = last.monoMs + 1;
    }
  }
}

type RawSelection = Selection & { readonly table: RawTable };

function ofSelf(run: number, span: Span): RawSelection {
  return { ...span, table: 'self_samples', where: 'run = ?', parameters: [run] };
}

function ofSamples(
  run: number,
  target: number,
  { generation, ...span }: Span & { readonly generation?: number },
): RawSelection {
  const selection = {
    ...span,
    table: 'samples',
    where: 'run = ? AND target = ?',
    parameters: [run, target],
  } as const;
  if (generation === undefined) return selection;
  return {
    ...selection,
    where: `${selection.where} AND generation = ?`,
    parameters: [run, target, generation],
  };
}

function ofSeconds(run: number, operation: number, span: Span) {
  return {
    ...span,
    table: 'operation_seconds',
    where: 'run = ? AND operation = ?',
    parameters: [run, operation],
  };
}

function pick<Name extends string>(
  columns: Readonly<Record<Name, table.Column>>,
  names: readonly Name[],
): Record<Name, table.Column> {
  return Object.fromEntries(names.map((name) => [name, columns[name]])) as Record<Name, table.Column>;
}
