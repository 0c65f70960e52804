/** Reads soakd's database while it is being written: each answer is a few short queries, none of which stays open. */
import { type DaemonClaim, readDaemon } from './daemon-claim.ts';
import { openForReading } from './database.ts';
import { type ColumnsOf, type Points, readColumns, readPoints, type Span } from './read-columns.ts';
import {
  type FailureTotal,
  type GeneratorSummary,
  type LoadCount,
  type LoadSpan,
  type LoadTotals,
  readFailureTotals,
  readGeneratorSummary,
  readLoadSeconds,
  readLoadTotals,
} from './read-load.ts';
import { readRows } from './read-rows.ts';
import {
  findRun,
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
export type PathColumn = Exclude<keyof PathRow, 'path' | 'monoMs'>;

const HISTOGRAM_BATCH = 200;

/** Rejects with a SoakdError when there is no database, or it is not soakd's, or newer. */
export async function openStoreReader(file: string): Promise<StoreReader> {
  return new StoreReader(await openForReading(file));
}

/** Lists come in time order. `fromMs` belongs to a span, `toMs` does not. */
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

  /** In the order of the plan. */
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
          SELECT (SELECT max(mono_ms) FROM generator_seconds g WHERE g.run = given.run) FROM given UNION ALL
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
    return readPoints(this.#database, ofSamples(run, target, span), table.samples[column]);
  }

  /** Several readings of a target, a row per sample. */
  sampleColumns<const Name extends SampleColumn>(
    run: number,
    target: number,
    columns: readonly Name[],
    span: Span & { readonly generation?: number } = {},
  ): ColumnsOf<Name> {
    return readColumns(this.#database, ofSamples(run, target, span), pick(table.samples, columns));
  }

  /** When a target was sampled, whatever could be read. */
  sampleTimes(run: number, target: number, span: Span & { readonly generation?: number } = {}): Float64Array {
    return readColumns(this.#database, ofSamples(run, target, span), {}).monoMs;
  }

  /** One column of an operation's seconds, without NULLs. */
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
    const selection = { ...span, table: 'generator_seconds', where: 'run = ?', parameters: [run] };
    return readPoints(this.#database, selection, table.generatorSeconds[column]);
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
    const selection = { ...span, table: 'paths', where: 'run = ? AND path = ?', parameters: [run, path] };
    return readPoints(this.#database, selection, table.paths[column]);
  }

  /** Values of a scraped series; empty for one that was never seen. */
  scrapedColumn(run: number, series: string, span: Span = {}): Points {
    const where = 'series = (SELECT s.series FROM scraped_series s WHERE s.run = ? AND s.name = ?)';
    const selection = { ...span, table: 'scrapes', where, parameters: [run, series] };
    return readPoints(this.#database, selection, table.scrapes.value);
  }

  selfColumn(run: number, column: SelfColumn, span: Span = {}): Points {
    const selection = { ...span, table: 'self_samples', where: 'run = ?', parameters: [run] };
    return readPoints(this.#database, selection, table.selfSamples[column]);
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
      yield* batch;
      const last = batch.at(-1);
      if (last === undefined || batch.length < HISTOGRAM_BATCH) return;
      from = last.monoMs + 1;
    }
  }
}

function ofSamples(
  run: number,
  target: number,
  { generation, ...span }: Span & { readonly generation?: number },
) {
  const selection = { ...span, table: 'samples', where: 'run = ? AND target = ?', parameters: [run, target] };
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
