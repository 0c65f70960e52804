/**
 * How a field of a record is kept as a column. Each record has a table of its columns, the one place that both the
 * writer's INSERTs and the reader's SELECTs come from; schema.ts creates the tables.
 *
 * Times of the clocks are whole milliseconds. Durations are whole nano- or microseconds: exact, and half the
 * bytes of a REAL, which always takes eight.
 */

/** nano and micro: milliseconds in the record, nano- or microseconds in the column. together: null is kept as −1. */
export type Keeping = 'whole' | 'real' | 'text' | 'blob' | 'flag' | 'micro' | 'nano' | 'together';

export interface Column {
  readonly name: string;
  readonly keeping: Keeping;
}

export type Columns<Row> = { readonly [Field in keyof Row]-?: Column };

/** What SQLite can bind. */
export type Value = number | string | Uint8Array | null;

/** The SQL expression that gives a column in the record's own unit. */
export function inRecordUnit({ name, keeping }: Column, table = ''): string {
  const qualified = table === '' ? name : `${table}.${name}`;
  if (keeping === 'nano') return `${qualified} / 1000000.0`;
  if (keeping === 'micro') return `${qualified} / 1000.0`;
  if (keeping === 'together') return `nullif(${qualified}, -1)`;
  return qualified;
}

/** A record's field as its column keeps it. undefined (an optional field left out) is null. */
export function kept(value: unknown, keeping: Keeping): Value {
  if (keeping === 'together') return typeof value === 'number' ? value : -1;
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') {
    if (keeping === 'real') return value;
    if (keeping === 'nano') return Math.round(value * 1e6);
    return Math.round(keeping === 'micro' ? value * 1e3 : value);
  }
  if (typeof value === 'string' || value instanceof Uint8Array) return value;
  throw new TypeError(`a ${typeof value} cannot be stored`);
}

export function column<const K extends Keeping>(name: string, keeping: K) {
  return { name, keeping };
}
