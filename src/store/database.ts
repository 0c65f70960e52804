/** Opens soakd's database: to write (it is made and brought up to date), or to read. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { SoakdError } from '../error.ts';
import { createForAudience } from './audience.ts';
import { type Identity, identify, refuseNewer } from './identify.ts';
import { checkPlace } from './place.ts';
import { APPLICATION_ID, migrations } from './schema.ts';
import { type Connection, damaged, explainSqlite, loadSqlite } from './sqlite.ts';
import { createView } from './view.ts';
import { views } from './views.ts';

/** A second run that shares the database commits within milliseconds; what takes longer is retried by the writer. */
const BUSY_MS = 1000;

export async function openForWriting(file: string): Promise<Connection> {
  const Sqlite = await loadSqlite();
  checkPlace(file);
  const whose = identifySound(file);
  if (whose === 'new') create(file);
  let database: Connection | null = null;
  try {
    database = new Sqlite(file, { timeout: BUSY_MS });
    // Only before the first table: lets pruned pages be given back without rewriting the file.
    if (whose === 'new') database.pragma('auto_vacuum = INCREMENTAL');
    migrate(database, file);
    useLog(database, file);
    tryToWrite(database);
    database.pragma('synchronous = NORMAL');
    database.pragma('journal_size_limit = 16777216');
    // It appends: the pages that it needs again are few, and those that it keeps are memory that grows with the run.
    database.pragma('cache_size = -1000');
    return database;
  } catch (error) {
    database?.close();
    throw explainSqlite(error, file);
  }
}

export async function openForReading(file: string): Promise<Connection> {
  const Sqlite = await loadSqlite();
  if (identifySound(file) === 'new')
    throw new SoakdError(`no database at ${file}`, {
      hint: '"soakd run <plan>", "soakd daemon" or "soakd demo" makes one; --db FILE or SOAKD_DB names another.',
    });
  let database: Connection | null = null;
  try {
    database = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
    refuseNewer(file, userVersion(database));
    if (userVersion(database) < migrations.length) {
      database.close();
      await upgrade(file);
      database = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
    }
    database.pragma('query_only = ON');
    // The file may come from elsewhere: its views call nothing that could do harm.
    database.pragma('trusted_schema = OFF');
    database.pragma('cache_size = -4000');
    return database;
  } catch (error) {
    database?.close();
    throw explainSqlite(error, file);
  }
}

/** A reader asks for today's columns, so a file that an older soakd left is brought up to date first. */
async function upgrade(file: string): Promise<void> {
  try {
    (await openForWriting(file)).close();
  } catch (error) {
    throw new SoakdError(`${file} was written by an older soakd and cannot be brought up to date`, {
      hint: 'Once it and its folder can be written, any command does that. Or copy it to where they can.',
      cause: error,
    });
  }
}

/** One transaction: a migration is seen whole or not at all, by a second soakd too. */
function migrate(database: Connection, file: string): void {
  const known = migrations.length;
  const bringUpToDate = database.transaction(() => {
    const version = userVersion(database);
    refuseNewer(file, version);
    if (version === known) return;
    database.pragma(`application_id = ${APPLICATION_ID}`);
    for (const name of database
      .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'view'`)
      .pluck()
      .all())
      database.exec(`DROP VIEW "${name}"`);
    for (const migration of migrations.slice(version)) database.exec(migration);
    for (const view of views) database.exec(createView(view));
    database.pragma(`user_version = ${known}`);
  });
  bringUpToDate.immediate();
}

function useLog(database: Connection, file: string): void {
  const mode = database.pragma('journal_mode = WAL', { simple: true });
  if (mode !== 'wal')
    throw new SoakdError(`the file system of ${file} cannot hold a write-ahead log`, {
      hint: 'Name a file on a local disk with --db.',
    });
}

/** SQLite opens a file that may not be written for reading alone, and says so only at the first write. */
function tryToWrite(database: Connection): void {
  database.exec('BEGIN IMMEDIATE; UPDATE runs SET run = run WHERE 0; ROLLBACK');
}

function userVersion(database: Connection): number {
  return Number(database.pragma('user_version', { simple: true }));
}

function identifySound(file: string): Exclude<Identity, 'damaged'> {
  const whose = identify(file);
  if (whose === 'damaged') throw damaged(file, 'its header is overwritten');
  return whose;
}

function create(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    createForAudience(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code !== 'EEXIST')
      throw new SoakdError(`cannot create ${file} (${code})`, {
        hint: 'Name another file with --db.',
        cause: error,
      });
  }
}
