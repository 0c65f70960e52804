/** How soakd itself was during a run. */
import { readColumns, readPoints, type Span } from './read-columns.ts';
import { ofSelf, rawOrMinutes } from './read-series.ts';
import { selfSamples } from './reading-table.ts';
import type { SelfGauge } from './series-column.ts';
import type { Connection } from './sqlite.ts';

/** Readings of soakd itself, and how many of its ticks they stand for. */
export interface Ticks {
  readonly monoMs: Float64Array;
  /** 1, or those of a minute. */
  readonly taken: Float64Array;
  /** Ticks that fell due before these and were never taken. */
  readonly missed: Float64Array;
}

/** Greatest reading; null when there is none. */
export function readSelfMax(database: Connection, run: number, column: SelfGauge, span: Span): number | null {
  const { name, keeping } = selfSamples[column];
  const { values } = rawOrMinutes(database, run, 'self_samples', (from, thinned) => {
    const greatest = { name: thinned ? `${name}_max` : name, keeping };
    return readPoints(database, { ...ofSelf(run, span), table: from }, greatest);
  });
  return values.reduce<number | null>((max, value) => Math.max(max ?? value, value), null);
}

export function readTicks(database: Connection, run: number, span: Span): Ticks {
  const inMinute = { name: 'samples', keeping: 'whole' } as const;
  return rawOrMinutes(database, run, 'self_samples', (from, thinned) => {
    const wanted = { missed: selfSamples.missedTicks, ...(thinned ? { taken: inMinute } : {}) };
    const read = readColumns<string>(database, { ...ofSelf(run, span), table: from }, wanted);
    const { missed = new Float64Array(), taken } = read.values;
    return { monoMs: read.monoMs, missed, taken: taken ?? missed.map(() => 1) };
  });
}
