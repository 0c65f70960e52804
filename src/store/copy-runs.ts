/**
 * Takes runs from one database into another: all that can be read of them. From a damaged one that is what lies before
 * and behind the damage.
 */
import { type Connection, isDamage, sqliteCode } from './sqlite.ts';

/** A trigger fills the one, and what is deleted of the other has no place in a fresh file. */
const LEFT_OUT = ['minutes', 'discarded'];
/** Of the daemon and not of a run. */
const LEDGER = ['slots', 'daemon'];

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  /** By which it is sorted on the disk. */
  readonly key: readonly string[];
}

/** The runs that are not over; empty when that cannot be read. */
export function readRunning(database: Connection): readonly number[] {
  try {
    return database.prepare<[], number>(`SELECT run FROM progress WHERE state = 'running'`).pluck().all();
  } catch (error) {
    if (isUnreadable(error)) return [];
    throw error;
  }
}

/**
 * Within the caller's transaction on `into`, where rows of the same key are replaced. Numbers of runs stay.
 *
 * @returns whether everything could be read
 */
export function copyRuns(from: Connection, into: Connection, runs: readonly number[]): boolean {
  let isWhole = true;
  for (const table of tablesOf(into).filter(({ columns }) => columns.includes('run'))) {
    if (LEFT_OUT.includes(table.name) || LEDGER.includes(table.name)) continue;
    for (const run of runs)
      isWhole = copyRows(from, into, table, { where: 'WHERE run = ?', parameters: [run] }) && isWhole;
  }
  for (const run of runs) isWhole = copyScrapes(from, into, run) && isWhole;
  return isWhole;
}

/** Whether one of the numbers is that of another run there, so that their rows would be mixed up. */
export function hasOthers(from: Connection, there: Connection, runs: readonly number[]): boolean {
  const idOf = (database: Connection, run: number) =>
    database.prepare<[number], string>('SELECT id FROM runs WHERE run = ?').pluck().get(run);
  const numberOf = (id: string) =>
    there.prepare<[string], number>('SELECT run FROM runs WHERE id = ?').pluck().get(id);
  return runs.some((run) => {
    const id = idOf(from, run);
    return id !== undefined && ((idOf(there, run) ?? id) !== id || (numberOf(id) ?? run) !== run);
  });
}

/** The slots that were decided on and whose the database is, so that a schedule starts none again. */
export function copyLedger(from: Connection, into: Connection): void {
  for (const table of tablesOf(into).filter(({ name }) => LEDGER.includes(name)))
    copyRows(from, into, table, { where: '', parameters: [] });
}

/** A series has a number of its own in each database. */
function copyScrapes(from: Connection, into: Connection, run: number): boolean {
  const table = tablesOf(into).find(({ name }) => name === 'scrapes');
  if (table === undefined) return true;
  try {
    const seriesOf = (database: Connection) =>
      database
        .prepare<[number], [number, string]>('SELECT series, name FROM scraped_series WHERE run = ?')
        .raw()
        .all(run);
    const there = new Map(seriesOf(into).map(([series, name]) => [name, series]));
    let isWhole = true;
    for (const [series, name] of seriesOf(from)) {
      const selection = { where: 'WHERE series = ?', parameters: [series] };
      isWhole = copyRows(from, into, table, selection, { series: there.get(name) ?? series }) && isWhole;
    }
    return isWhole;
  } catch (error) {
    if (isUnreadable(error)) return false;
    throw error;
  }
}

function copyRows(
  from: Connection,
  into: Connection,
  table: Table,
  { where, parameters }: { readonly where: string; readonly parameters: readonly number[] },
  replaced: Readonly<Record<string, number>> = {},
): boolean {
  const known = columnsThere(from, table);
  if (known.length === 0) return true;
  const insert = into.prepare<[readonly unknown[]]>(
    `INSERT OR REPLACE INTO ${table.name} (${known.join(', ')}) VALUES (${known.map(() => '?').join(', ')})`,
  );
  const copyInOrder = (order: 'ASC' | 'DESC'): boolean => {
    try {
      const rows = from
        .prepare<[readonly number[]], unknown[]>(
          `SELECT ${known.join(', ')} FROM ${table.name} ${where} ORDER BY ${table.key.map((column) => `${column} ${order}`).join(', ')}`,
        )
        .raw()
        .iterate(parameters);
      for (const row of rows) insert.run(known.map((column, at) => replaced[column] ?? row[at]));
      return true;
    } catch (error) {
      if (isUnreadable(error)) return false;
      throw error;
    }
  };
  if (copyInOrder('ASC')) return true;
  copyInOrder('DESC');
  return false;
}

/** An older soakd has not all of them. Where that cannot be read, an open connection may still know its tables. */
function columnsThere(from: Connection, { name, columns }: Table): readonly string[] {
  try {
    const there = from.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(name);
    return columns.filter((column) => there.includes(column));
  } catch (error) {
    if (isUnreadable(error)) return columns;
    throw error;
  }
}

/** Without rowids that are nothing but that: each database gives its own. */
function tablesOf(database: Connection): readonly Table[] {
  const names = database
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .pluck()
    .all();
  return names.map((name) => {
    const columns = database
      .prepare<[string], { name: string; pk: number }>('SELECT name, pk FROM pragma_table_info(?)')
      .all(name);
    const key = columns.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk);
    return {
      name,
      columns: columns.map((column) => column.name).filter((column) => column !== 'id' || name === 'runs'),
      key: key.map((column) => column.name),
    };
  });
}

/** Damaged, or so much so that a table is missing or a page lies behind the end of the file. */
function isUnreadable(error: unknown): boolean {
  return isDamage(error) || ['SQLITE_ERROR', 'SQLITE_IOERR_SHORT_READ'].includes(sqliteCode(error) ?? '');
}
