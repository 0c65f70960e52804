/** Deletes what was discarded, some rows at a time. */
import type { Connection } from '../store/sqlite.ts';
import { RUN_TABLES } from './run-tables.ts';
import { type Chore, inSmallSteps } from './small-steps.ts';

/** Everything that was ever discarded and is still there: an earlier sweep may have been cut off. */
export async function sweep(database: Connection, signal: AbortSignal): Promise<void> {
  const discarded = database
    .prepare<[], { run: number; what: 'run' | 'samples' }>('SELECT run, what FROM discarded')
    .all();
  for (const { run, what } of discarded) {
    for (const { name, where, raw } of RUN_TABLES)
      if (raw || what === 'run')
        await inSmallSteps(database, deletion(database, { name, where, run }), signal);
    const forget = () => {
      database.prepare('DELETE FROM discarded WHERE run = ? AND what = ?').run(run, what);
      return false;
    };
    await inSmallSteps(database, forget, signal);
  }
}

/** From now on there is no such run; its rows go with the next sweep. */
export async function discard(database: Connection, run: number, signal: AbortSignal): Promise<void> {
  const chore = () => {
    database.prepare('DELETE FROM progress WHERE run = ?').run(run);
    database.prepare('DELETE FROM runs WHERE run = ?').run(run);
    database.prepare(`INSERT OR REPLACE INTO discarded (run, what) VALUES (?, 'run')`).run(run);
    return false;
  };
  await inSmallSteps(database, chore, signal);
}

function deletion(
  database: Connection,
  { name, where, run }: { readonly name: string; readonly where: string; readonly run: number },
): Chore {
  const key = keyOf(database, name);
  const some = database.prepare<[number, number]>(
    `DELETE FROM ${name} WHERE (${key}) IN (SELECT ${key} FROM ${name} WHERE ${where} LIMIT ?)`,
  );
  return (size) => some.run(run, size).changes > 0;
}

/** What a row is found by. */
function keyOf(database: Connection, name: string): string {
  return database
    .prepare<[string], string>('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk')
    .pluck()
    .all(name)
    .join(', ');
}
