/** Whose file is this? Read from its first bytes, so that a file of another program is never opened, let alone written. */
import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { SoakdError } from '../error.ts';
import { APPLICATION_ID, migrations } from './schema.ts';

/** https://www.sqlite.org/fileformat.html#the_database_header */
const MAGIC = 'SQLite format 3\0';
const SCHEMA_COOKIE_AT = 40;
const APPLICATION_ID_AT = 68;
const HEADER_BYTES = 100;
/** In the schema of every database of soakd, which is among its first pages. */
const TRACE = 'CREATE TABLE generator_seconds (';
const TRACED_BYTES = 1024 * 1024;

/** `new`: not there, or without any table. `damaged`: soakd's, but no database any more. */
export type Identity = 'new' | 'soakd' | 'damaged';

/** Throws for a file that is not soakd's. */
export function identify(file: string): Identity {
  const header = readBegin(file, HEADER_BYTES);
  if (header === null || header.length === 0) return 'new';
  const isWhole = header.length === HEADER_BYTES && header.toString('latin1', 0, MAGIC.length) === MAGIC;
  if (!isWhole) {
    if (wasSoakds(readBegin(file, TRACED_BYTES) ?? header)) return 'damaged';
    throw new SoakdError(`${file} is not a database`, {
      hint: 'It was left as it is. Name another file with --db.',
    });
  }
  const application = header.readUInt32BE(APPLICATION_ID_AT);
  if (application === APPLICATION_ID) return 'soakd';
  // No table was ever made: a soakd is about to, or was killed before it could.
  const isBare = application === 0 && header.readUInt32BE(SCHEMA_COOKIE_AT) === 0;
  if (isBare && !existsSync(`${file}-wal`)) return 'new';
  throw new SoakdError(`${file} is a database of another program`, {
    hint: 'It was left as it is. Name another file with --db.',
  });
}

/** `version` is the database's user_version. */
export function refuseNewer(file: string, version: number): void {
  if (version > migrations.length)
    throw new SoakdError(
      `${file} was written by a newer soakd (schema ${version}; this one knows up to ${migrations.length})`,
      { hint: 'Update soakd, or name another file with --db.' },
    );
}

/** Its header is gone, but what else it holds tells. No text has a zero byte, so no source of soakd is taken for one. */
function wasSoakds(begin: Buffer): boolean {
  const named = begin.length >= HEADER_BYTES && begin.readUInt32BE(APPLICATION_ID_AT) === APPLICATION_ID;
  return begin.includes(0) && (named || begin.includes(TRACE, 0, 'latin1'));
}

/** At most `bytes`; null: there is no file. */
function readBegin(file: string, bytes: number): Buffer | null {
  try {
    const descriptor = keptDescriptor(file);
    if (descriptor === null) return null;
    const begin = Buffer.alloc(bytes);
    return begin.subarray(0, readSync(descriptor, begin, 0, bytes, 0));
  } catch (error) {
    if (error instanceof SoakdError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT') return null;
    throw new SoakdError(`cannot read ${file} (${code})`, {
      hint: 'Name another file with --db.',
      cause: error,
    });
  }
}

/**
 * By device and inode. They are never closed: with any descriptor of a file that it closes, a process loses all its locks
 * on that file (fcntl(2), "Advisory record locking"), those of SQLite's connections in it, too. Another soakd that then
 * closes the database takes itself for the last one, and the log away that is still being written.
 */
const kept = new Map<string, number>();

function keptDescriptor(file: string): number | null {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (found === undefined) return null;
  if (!found.isFile()) throw new SoakdError(`${file} is not a file`, { hint: 'Name a file with --db.' });
  const known = kept.get(`${found.dev}:${found.ino}`);
  if (known !== undefined) return known;
  const descriptor = openSync(file, 'r');
  const { dev, ino } = fstatSync(descriptor, { bigint: true });
  const sameSince = kept.get(`${dev}:${ino}`);
  if (sameSince !== undefined) {
    closeSync(descriptor);
    return sameSince;
  }
  kept.set(`${dev}:${ino}`, descriptor);
  return descriptor;
}
