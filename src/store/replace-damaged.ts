/** A fresh database in the place of a damaged one, with what can be read of the runs under way. */
import { rmSync, statSync } from 'node:fs';
import { copyLedger, copyRuns, readRunning } from './copy-runs.ts';
import { openForWriting } from './database.ts';
import { putBack, setAside } from './set-aside.ts';
import { type Connection, loadSqlite } from './sqlite.ts';

export interface Replacement {
  readonly connection: Connection;
  /** Where the damaged file is now. */
  readonly aside: string;
}

/**
 * `open`: a connection to the damaged file, which may remember more than the disk does; it is left open. `restore`: puts
 * in, within a transaction, what is known of the runs under way and could not be copied.
 */
export async function replaceDamaged(
  file: string,
  open: Connection | null = null,
  runs: readonly number[] = [],
  restore: (connection: Connection) => void = () => {},
): Promise<Replacement> {
  const aside = setAside(file);
  let connection: Connection | null = null;
  let damaged = open;
  try {
    connection = await openForWriting(file);
    damaged ??= await openDamaged(aside);
    const fresh = connection;
    const source = damaged;
    const goOn = (): void => {
      const all = new Set(runs);
      if (source !== null) {
        for (const run of readRunning(source)) all.add(run);
        copyRuns(source, fresh, [...all]);
        copyLedger(source, fresh);
      }
      restore(fresh);
      noteLoss(fresh, [...all], aside);
    };
    fresh.transaction(goOn).immediate();
    return { connection, aside };
  } catch (error) {
    connection?.close();
    putBack(file, aside);
    throw error;
  } finally {
    if (damaged !== open) damaged?.close();
    rmSync(`${aside}-shm`, { force: true });
  }
}

/** null: nothing can be read of it. */
async function openDamaged(file: string): Promise<Connection | null> {
  // SQLite deletes the log of an empty file.
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0) return null;
  const Sqlite = await loadSqlite();
  try {
    return new Sqlite(file, { readonly: true });
  } catch {
    return null;
  }
}

/** On the clock of each run: where its rows end. */
function noteLoss(database: Connection, runs: readonly number[], aside: string): void {
  const note = database.prepare<[string, number]>(
    `INSERT INTO events (run, mono_ms, wall_ms, event, target, text, duration_ms)
    SELECT r.run, p.observed_ms, p.heartbeat_wall_ms, 'rows-lost', NULL, ?, NULL
    FROM runs r JOIN progress p ON p.run = r.run WHERE r.run = ?`,
  );
  for (const run of runs)
    note.run(`the database was damaged and set aside as ${aside}: rows of this run may be lost`, run);
}
