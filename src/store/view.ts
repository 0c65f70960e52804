/**
 * What a documented view is, and the columns many of them share. Plain names with units, no function newer than
 * SQLite 3.40, nothing that only soakd's own connection has: a view works in any sqlite3 client.
 *
 * No view groups: SQLite would work through the rows of every run before it looks at `WHERE run_id = …`. A view by
 * the minute has a row per minute and reads its columns from the range of the clustered key that is that minute.
 */

export type ViewColumn = readonly [name: string, sql: string, meaning: string];

export interface View {
  readonly name: string;
  readonly about: string;
  readonly columns: readonly ViewColumn[];
  /** FROM and what follows it. */
  readonly source: string;
  /** The same of the minutes that are left of thinned runs, whose columns are named like those of the raw rows. */
  readonly minutes?: string;
}

export function createView({ name, columns, source, minutes }: View): string {
  const selected = columns.map(([column, sql]) => `  ${sql} AS ${column}`).join(',\n');
  const sources = minutes === undefined ? [source] : [source, minutes];
  return `CREATE VIEW ${name} AS ${sources.map((from) => `SELECT\n${selected}\n${from}`).join('\nUNION ALL ')};`;
}

export const runId: ViewColumn = ['run_id', 'r.id', 'the run, as soakd runs shows it'];
export const targetName: ViewColumn = ['target', 't.name', 'name of the target'];
export const minuteNumber: ViewColumn = ['minute', 'm.minute', 'whole minutes since the run began'];
export const operationName: ViewColumn = ['operation', 'o.name', 'name of the operation'];

export const joinRun = (table: string) => `JOIN runs r ON r.run = ${table}.run`;

export const joinTarget = (table: string, how = 'JOIN') =>
  `${joinRun(table)} ${how} targets t ON t.run = ${table}.run AND t.target = ${table}.target`;

export const joinOperation = (table: string) =>
  `${joinRun(table)} JOIN operations o ON o.run = ${table}.run AND o.operation = ${table}.operation`;

export function instant(column: string, wallMs: string, meaning: string): ViewColumn {
  return [column, `strftime('%Y-%m-%dT%H:%M:%fZ', ${wallMs} / 1000.0, 'unixepoch')`, meaning];
}

export function onClock(table: string): readonly ViewColumn[] {
  return [instant('at', `${table}.wall_ms`, 'wall clock, UTC'), ...sinceBegin(table)];
}

export function sinceBegin(table: string): readonly ViewColumn[] {
  return [
    ['minute', `${table}.mono_ms / 60000`, 'whole minutes since the run began'],
    ['elapsed_s', `${table}.mono_ms / 1000.0`, 'seconds since the run began, by the monotonic clock'],
  ];
}

/**
 * Raw rows that are only still being deleted are not shown, nor minutes that are only being made. Not for views that are
 * joined with others: SQLite then goes through the rows of all runs.
 */
export const rawAndMinutes = (from: (isMinutes: boolean) => string) => ({
  source: `${from(false)} WHERE r.thinned_wall_ms IS NULL`,
  minutes: `${from(true)} WHERE r.thinned_wall_ms IS NOT NULL`,
});

/** By the minute: of the raw rows, or of what is left of them. Needs the run as `r`. */
export const rawOrMinutes = (raw: string, minutes: string) =>
  `CASE WHEN r.thinned_wall_ms IS NULL THEN ${raw} ELSE ${minutes} END`;

/** Rows of a series that belong to the minute `m`. */
export const inMinute = (table: string) =>
  `${table}.mono_ms >= m.minute * 60000 AND ${table}.mono_ms < m.minute * 60000 + 60000`;

export function mebibytes(column: string, bytes: string, meaning: string): ViewColumn {
  return [column, `${bytes} / 1048576.0`, `${meaning}, MiB`];
}
