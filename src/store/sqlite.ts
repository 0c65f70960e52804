/** The SQLite library, loaded where it can run, and the errors it throws put into words. */
import type Database from 'better-sqlite3';
import { SoakdError } from '../error.ts';

export type Connection = Database.Database;

/** better-sqlite3 13 needs Node-API 10: it crashes Node.js below 22.14 outright, with no error to catch. */
export async function loadSqlite(node = process.versions.node): Promise<typeof Database> {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 14)) {
    throw new SoakdError(`Node.js ${node} cannot load the SQLite library`, {
      hint: 'Run soakd with Node.js 24 or newer.',
    });
  }
  return (await import('better-sqlite3')).default;
}

/** SQLITE_BUSY, SQLITE_FULL, SQLITE_IOERR_WRITE …; null for an error that is not SQLite's. */
export function sqliteCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return error.code.startsWith('SQLITE_') ? error.code : null;
}

/** The file is no sound database (any more); of a SoakdError, that this is its cause. */
export function isDamage(error: unknown): boolean {
  if (error instanceof SoakdError) return error.cause !== error && isDamage(error.cause);
  const code = sqliteCode(error);
  return code === 'SQLITE_NOTADB' || code?.startsWith('SQLITE_CORRUPT') === true;
}

export function damaged(
  file: string,
  why: string,
  cause: unknown = Object.assign(new Error(why), { code: 'SQLITE_NOTADB' }),
): SoakdError {
  return new SoakdError(`${file} is damaged (${why})`, {
    hint: 'A run sets it aside and makes a new one. To read on, name another file with --db.',
    cause,
  });
}

/** Says what went wrong with the database and what to do; other errors are given back as they are. */
export function explainSqlite(error: unknown, file: string): unknown {
  const code = sqliteCode(error);
  if (code === null) return error;
  const options = (hint: string) => ({ hint, cause: error });
  if (isDamage(error)) return damaged(file, code, error);
  if (code.startsWith('SQLITE_FULL'))
    return new SoakdError(`no space left to write ${file}`, options('Free space on its disk, or use --db.'));
  if (code.startsWith('SQLITE_BUSY'))
    return new SoakdError(
      `${file} is locked by another program`,
      options('Close that program and try again.'),
    );
  if (
    code.startsWith('SQLITE_CANTOPEN') ||
    code.startsWith('SQLITE_READONLY') ||
    code.startsWith('SQLITE_PERM')
  )
    return new SoakdError(
      `cannot open ${file} (${code})`,
      options(
        'You need read and write access to the file and its folder: SQLite keeps a -wal and a -shm beside it.',
      ),
    );
  const message = error instanceof Error ? error.message : String(error);
  return new SoakdError(`cannot use ${file}: ${message} (${code})`, options('Check its disk, or use --db.'));
}
