/** One run as a database of its own, with its id and number, which every verb can read. */
import { openForReading, openForWriting } from '../store/database.ts';
import { findRun, type StoredRun } from '../store/read-run.ts';
import type { Connection } from '../store/sqlite.ts';
import { makeNewFile } from './new-file.ts';
import { RUN_TABLES } from './run-tables.ts';

export interface ExportOptions {
  /** As findRun takes it. */
  readonly reference: string;
  readonly file: string;
  /** Replaces a file of that name. */
  readonly force: boolean;
}

export interface Exported {
  readonly run: StoredRun;
  readonly bytes: number;
}

export async function exportRun(
  database: string,
  { reference, file, force }: ExportOptions,
): Promise<Exported> {
  const source = await openForReading(database);
  let run: StoredRun;
  try {
    run = findRun(source, reference);
  } finally {
    source.close();
  }
  const bytes = await makeNewFile(file, { source: database, force }, async (beside) => {
    const copy = await openForWriting(beside);
    try {
      copy.prepare<[string]>('ATTACH ? AS source').run(database);
      copyRun(copy, run.run);
      copy.exec('DETACH source');
    } finally {
      copy.close();
    }
  });
  return { run, bytes };
}

/**
 * In one transaction, which sees the run as it is at one moment. Not an immediate one: that would lock the source, too.
 * Series come before their values, which are found by them.
 */
function copyRun(copy: Connection, run: number): void {
  const columnsOf = copy.prepare<[string], string>(`SELECT name FROM pragma_table_info(?, 'source')`).pluck();
  const copyAll = copy.transaction(() => {
    for (const { name, where } of RUN_TABLES.toReversed()) {
      const columns = columnsOf.all(name).join(', ');
      copy
        .prepare<[number]>(
          `INSERT OR REPLACE INTO main.${name} (${columns}) SELECT ${columns} FROM source.${name} WHERE ${where}`,
        )
        .run(run);
    }
    // Whoever conducts the run does so in the database that it comes from.
    copy.exec(
      'UPDATE main.progress SET owner_pid = NULL, owner_start_ticks = NULL, owner_boot_id = NULL, socket = NULL',
    );
  });
  copyAll.deferred();
}
