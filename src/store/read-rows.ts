/** Rows as the records they were written as. */

import { type Columns, inRecordUnit } from './column.ts';
import type { Connection } from './sqlite.ts';

export interface RowQuery {
  readonly table: string;
  /** WHERE, ORDER BY, LIMIT. */
  readonly rest: string;
  readonly parameters: readonly (number | string)[];
}

/** For what is known to be few; see read-columns.ts for series. */
export function readRows<Row extends object>(
  database: Connection,
  { table, rest, parameters }: RowQuery,
  columns: Columns<Row>,
): Required<Row>[] {
  const entries = Object.entries<Columns<Row>[keyof Row]>(columns);
  const selected = entries.map(([field, column]) => `${inRecordUnit(column)} AS ${field}`);
  const flags = entries.filter(([, { keeping }]) => keeping === 'flag').map(([field]) => field);
  const rows = database
    .prepare<[readonly (number | string)[]], Required<Row>>(
      `SELECT ${selected.join(', ')} FROM ${table} ${rest}`,
    )
    .all(parameters);
  if (flags.length === 0) return rows;
  return rows.map((row) => ({
    ...row,
    ...Object.fromEntries(flags.map((flag) => [flag, Reflect.get(row, flag) === 1])),
  }));
}
