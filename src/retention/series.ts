/** The series of a run in a raw table: the values of the columns it is clustered by before the time. */
import type { RawTable } from '../store/minute-table.ts';
import type { Connection } from '../store/sqlite.ts';

export type SeriesKey = readonly (number | string)[];

const KEYS: Readonly<Record<RawTable, string>> = {
  samples: 'SELECT run, target FROM targets WHERE run = ?',
  cgroup_samples: 'SELECT run, target FROM targets WHERE run = ?',
  self_samples: 'SELECT run FROM runs WHERE run = ?',
  // From one path to the next, not through the rows of all: there are few paths and many rows.
  paths: `WITH RECURSIVE given (run) AS (VALUES (?)), named (run, path) AS (
      SELECT run, (SELECT min(p.path) FROM paths p WHERE p.run = given.run) FROM given
      UNION ALL
      SELECT run, (SELECT min(p.path) FROM paths p WHERE p.run = named.run AND p.path > named.path) FROM named
        WHERE path IS NOT NULL
    ) SELECT run, path FROM named WHERE path IS NOT NULL`,
  scrapes: 'SELECT series FROM scraped_series WHERE run = ?',
  operation_seconds: 'SELECT run, operation FROM operations WHERE run = ?',
  generator_seconds: 'SELECT run FROM runs WHERE run = ?',
};

export function seriesOf(database: Pick<Connection, 'prepare'>, raw: RawTable, run: number): SeriesKey[] {
  return database.prepare<[number], (number | string)[]>(KEYS[raw]).raw().all(run);
}
