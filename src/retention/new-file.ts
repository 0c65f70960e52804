/** A database file that appears whole, sound and on the disk, or not at all. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { EXIT, SoakdError } from '../error.ts';
import { type Connection, explainSqlite, loadSqlite } from '../store/sqlite.ts';

/** What SQLite keeps beside a database that is in use. */
const BESIDE = ['-wal', '-shm', '-journal'];

export interface NewFileOptions {
  /** The database it is made from, which it must not become. */
  readonly source: string;
  /** A file of that name is replaced. */
  readonly force: boolean;
}

/** `fill` writes a file beside `file`, which takes its place once it is checked. The answer is its size in bytes. */
export async function makeNewFile(
  file: string,
  { source, force }: NewFileOptions,
  fill: (beside: string) => Promise<void>,
): Promise<number> {
  refuseTaken(file, source, force);
  const beside = `${resolve(file)}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    // Before SQLite makes it, so that it is nobody else's to read.
    closeSync(openSync(beside, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600));
    await fill(beside);
    await finish(beside);
    sync(beside);
    refuseTaken(file, source, force);
    if (force) renameSync(beside, file);
    // Unlike a rename, this fails if somebody has made a file of that name meanwhile.
    else linkSync(beside, file);
    if (!force) rmSync(beside);
    sync(dirname(resolve(file)));
    return statSync(file).size;
  } catch (cause) {
    if (cause instanceof SoakdError) throw cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
    if (code === null) throw cause;
    if (code === 'EEXIST') throw taken(file);
    if (code.startsWith('SQLITE_')) throw explainSqlite(cause, beside);
    if (code === 'ENOENT')
      throw new SoakdError(`cannot write ${file}: there is no folder ${dirname(resolve(file))}`, {
        hint: 'Make it first, or name another file.',
        cause,
      });
    throw new SoakdError(`cannot write ${file} (${code})`, { hint: 'Name another file.', cause });
  } finally {
    for (const part of ['', ...BESIDE]) rmSync(beside + part, { force: true });
  }
}

/** One plain file without a log, which can also be read where nothing can be written; then checked page by page. */
async function finish(file: string): Promise<void> {
  const Sqlite = await loadSqlite();
  const database: Connection = new Sqlite(file, { fileMustExist: true });
  try {
    database.pragma('journal_mode = DELETE');
    const answer = String(database.pragma('quick_check(1)', { simple: true }));
    if (answer !== 'ok')
      throw new SoakdError(`the copy is damaged: ${answer}`, {
        exitCode: EXIT.internal,
        hint: 'The database is, too, or its disk or memory fails. Nothing was written.',
      });
  } finally {
    database.close();
  }
}

function refuseTaken(file: string, source: string, force: boolean): void {
  const there = lstatSync(file, { throwIfNoEntry: false });
  const [target, own] = [statSync(file, { throwIfNoEntry: false }), statSync(source)];
  if (target?.ino === own.ino && target.dev === own.dev)
    throw new SoakdError(`${file} is the database itself`, { hint: 'Name another file.' });
  if (there !== undefined && !force) throw taken(file);
  if (there !== undefined && !there.isFile())
    throw new SoakdError(`${file} is no plain file`, { hint: 'Name another file.' });
  // A log that is left beside it would be taken for that of the new file.
  const log = BESIDE.map((part) => file + part).find((name) => existsSync(name));
  if (log !== undefined)
    throw new SoakdError(`${log} is there: a program has ${file} open, or was cut off with it open`, {
      hint: 'Close that program, or name another file.',
    });
}

function taken(file: string): SoakdError {
  return new SoakdError(`${file} exists already`, { hint: 'Name another file, or replace it with --force.' });
}

function sync(path: string): void {
  const descriptor = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
