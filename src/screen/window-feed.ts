/** Reads a run's rows into what is on the screen: all of a window once, then only what is new. */
import { setImmediate as breathe } from 'node:timers/promises';
import { after, type Fed } from './fed.ts';
import type { SeriesName } from './series.ts';
import type { Window } from './window.ts';

/** Rows of one reading between two breaths: some ten milliseconds. */
const ROWS_AT_ONCE = 8000;
const OF_TARGET = {
  rss: 'rssBytes',
  anon: 'anonBytes',
  fds: 'fds',
  threads: 'threads',
  cpu: 'cpuPct',
} as const;
const OF_SECOND = { p50: 'latencyP50Ms', p95: 'latencyP95Ms', p99: 'latencyP99Ms' } as const;
const OF_SELF = { selfRss: 'rssBytes', selfCpu: 'cpuPct', selfLag: 'loopLagMs' } as const;
const OF_GENERATOR = ['offered', 'achieved'] as const;

type Kind = 'samples' | 'seconds' | 'self' | 'generator';

/** Fills one window, and keeps it filled. */
export class WindowFeed {
  readonly #fed: Fed;
  readonly #window: Window;
  /** Where each kind of rows was read up to. */
  readonly #readMs: Record<Kind, number>;
  #filled = false;

  constructor(fed: Fed, window: Window) {
    this.#fed = fed;
    this.#window = window;
    const { fromMs } = window.place;
    this.#readMs = { samples: fromMs, seconds: fromMs, self: fromMs, generator: fromMs };
  }

  get filled(): boolean {
    return this.#filled;
  }

  /** In pieces, so that keys are heard meanwhile. `wanted`: false ends it, for another window is. */
  async fill(newestMs: number, everyMs: number, wanted: () => boolean): Promise<void> {
    const toMs = Math.min(newestMs, this.#window.place.toMs ?? Number.POSITIVE_INFINITY);
    const rowMs = this.#fed.operations > 0 ? Math.min(1000, everyMs) : everyMs;
    const pieceMs = ROWS_AT_ONCE * rowMs;
    for (let from = this.#window.place.fromMs; from <= toMs && wanted(); from += pieceMs) {
      this.#read(from + pieceMs);
      await breathe();
    }
    this.#filled = true;
  }

  /** What was stored since. */
  follow(): void {
    if (this.#filled) this.#read(Number.POSITIVE_INFINITY);
  }

  #read(untilMs: number): void {
    const toMs = Math.min(untilMs, (this.#window.place.toMs ?? Number.POSITIVE_INFINITY) + 1);
    const span = (kind: Kind): Span => ({
      fromMs: this.#readMs[kind],
      ...(Number.isFinite(toMs) ? { toMs } : {}),
    });
    this.#readSamples(span('samples'));
    this.#readSelf(span('self'));
    if (this.#fed.operations === 0) return;
    this.#readGenerator(span('generator'));
    this.#readSeconds(span('seconds'));
  }

  #readSamples(span: Span): void {
    const { reader, run } = this.#fed;
    const columns = reader.sampleColumns(run, this.#window.place.target, Object.values(OF_TARGET), span);
    for (const [name, column] of entries(OF_TARGET)) this.#add(name, columns.monoMs, columns.values[column]);
    this.#readMs.samples = after(columns.monoMs, this.#readMs.samples);
  }

  #readSelf(span: Span): void {
    const { reader, run } = this.#fed;
    let read = this.#readMs.self;
    for (const [name, column] of entries(OF_SELF)) {
      const { monoMs, values } = reader.selfColumn(run, column, span);
      this.#add(name, monoMs, values);
      read = after(monoMs, read);
    }
    this.#readMs.self = read;
  }

  #readGenerator(span: Span): void {
    const { reader, run, thinned } = this.#fed;
    let read = this.#readMs.generator;
    for (const name of OF_GENERATOR) {
      const { monoMs, values } = reader.generatorColumn(run, name, span);
      // What is left of a thinned run is the count of a minute.
      this.#add(name, monoMs, thinned ? values.map((count) => count / 60) : values);
      read = after(monoMs, read);
    }
    this.#readMs.generator = read;
  }

  #readSeconds(span: Span): void {
    const { reader, run, thinned } = this.#fed;
    const counts = reader.loadSeconds(run, span);
    this.#add(
      'failed',
      counts.monoMs,
      counts.values.failed.map((failed, at) => failed + (counts.values.skipped[at] ?? 0)),
    );
    this.#readMs.seconds = after(counts.monoMs, this.#readMs.seconds);
    if (thinned) this.#readHistograms(span);
    else this.#readWorst(span);
  }

  #readWorst(span: Span): void {
    const { reader, run, operations } = this.#fed;
    // Of several operations the worst of each second.
    const worst = new Map<number, number[]>();
    for (let operation = 0; operation < operations; operation += 1) {
      const columns = reader.secondsColumns(run, operation, Object.values(OF_SECOND), span);
      for (const [index, ms] of columns.monoMs.entries()) {
        const before = worst.get(ms) ?? [];
        worst.set(
          ms,
          Object.values(OF_SECOND).map((column, place) => most(before[place], columns.values[column][index])),
        );
      }
    }
    for (const [place, name] of (Object.keys(OF_SECOND) as (keyof typeof OF_SECOND)[]).entries())
      for (const [ms, values] of worst) this.#window.of(name).add(ms, values[place] ?? Number.NaN);
  }

  #readHistograms(span: Span): void {
    for (const row of this.#fed.reader.latencyWindows(this.#fed.run, span))
      for (const [name, column] of entries(OF_SECOND))
        this.#window.of(name).add(row.monoMs, row[column] ?? Number.NaN);
  }

  #add(name: SeriesName, monoMs: Float64Array, values: Float64Array): void {
    const course = this.#window.of(name);
    for (const [index, ms] of monoMs.entries()) course.add(ms, values[index] ?? Number.NaN);
  }
}

interface Span {
  readonly fromMs: number;
  readonly toMs?: number;
}

function entries<Name extends string, Column>(columns: Readonly<Record<Name, Column>>): [Name, Column][] {
  return Object.entries(columns) as [Name, Column][];
}

function most(before: number | undefined, value: number | undefined): number {
  if (value === undefined || Number.isNaN(value)) return before ?? Number.NaN;
  return before === undefined || Number.isNaN(before) ? value : Math.max(before, value);
}
