/** Rows to columns: one Float64Array per metric beside the rows' times, grown as rows come. */
import type { Series } from '../trend/trend.ts';
import { measured } from './points.ts';

export interface Columns<Name extends string> {
  /** Ascending. */
  readonly seconds: Float64Array;
  /** NaN: could not be had. */
  readonly values: Readonly<Record<Name, Float64Array>>;
}

export interface ColumnBuilder<Name extends string> {
  add(second: number, row: Readonly<Record<Name, number | null>>): void;
  columns(): Columns<Name>;
}

const FIRST_LENGTH = 1024;

export function buildColumns<const Name extends string>(names: readonly Name[]): ColumnBuilder<Name> {
  let seconds = new Float64Array(FIRST_LENGTH);
  const values = new Map(names.map((name) => [name, new Float64Array(FIRST_LENGTH)]));
  let length = 0;
  return {
    add(second, row) {
      if (length === seconds.length) {
        seconds = grown(seconds);
        for (const [name, column] of values) values.set(name, grown(column));
      }
      seconds[length] = second;
      for (const [name, column] of values) column[length] = row[name] ?? Number.NaN;
      length += 1;
    },
    columns() {
      const cut = Object.fromEntries(
        Array.from(values, ([name, column]) => [name, column.subarray(0, length)]),
      );
      return { seconds: seconds.subarray(0, length), values: cut as Record<Name, Float64Array> };
    },
  };
}

/** One column without the readings that failed. */
export function seriesOf<Name extends string>(columns: Columns<Name>, name: Name, factor = 1): Series {
  const values = columns.values[name];
  return measured(columns.seconds, factor === 1 ? values : values.map((value) => value * factor));
}

function grown(column: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(column.length * 2);
  larger.set(column);
  return larger;
}
