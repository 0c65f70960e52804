/** Whose file is this? Read from its first bytes, so that a file of another program is never opened, let alone written. */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { SoakdError } from '../error.ts';
import { APPLICATION_ID, migrations } from './schema.ts';

/** https://www.sqlite.org/fileformat.html#the_database_header */
const MAGIC = 'SQLite format 3\0';
const SCHEMA_COOKIE_AT = 40;
const APPLICATION_ID_AT = 68;
const HEADER_BYTES = 100;

/** `new`: not there, or without any table. Throws for a file that is not soakd's. */
export function identify(file: string): 'new' | 'soakd' {
  const header = readHeader(file);
  if (header === null || header.length === 0) return 'new';
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw new SoakdError(`${file} is not a database`, {
      hint: 'It was left as it is. Name another file with --db.',
    });
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

function readHeader(file: string): Buffer | null {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT') return null;
    throw new SoakdError(`cannot read ${file} (${code})`, {
      hint: 'Name another file with --db.',
      cause: error,
    });
  }
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    return header.subarray(0, readSync(descriptor, header, 0, HEADER_BYTES, 0));
  } catch (error) {
    throw new SoakdError(`cannot read ${file}: it is a folder or its disk fails`, {
      hint: 'Name a file with --db.',
      cause: error,
    });
  } finally {
    closeSync(descriptor);
  }
}
