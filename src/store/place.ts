/**
 * Whether a database may be written at a path. What stands there must be a file, in a folder, of this user: through a link
 * or in a folder that another user put there, soakd would write where it was never meant to.
 *
 * A folder may be reached through a link of one's own (a state folder on another disk). The file itself may not: SQLite
 * keeps its log beside the file that the link leads to, where nobody looks for it.
 */
import { lstatSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { SoakdError } from '../error.ts';

/** All that is kept beside a database. */
const COMPANIONS = ['', '-wal', '-shm', '-journal', '-ballast'] as const;
const ROOT = 0;

/** @throws SoakdError that says what is in the way; nothing was touched */
export function checkPlace(file: string, uid = process.getuid?.() ?? ROOT): void {
  checkFolder(dirname(resolve(file)), uid);
  for (const companion of COMPANIONS) checkFile(`${file}${companion}`, uid);
}

/** One that is not there yet will be made. */
function checkFolder(folder: string, uid: number): void {
  const named = lookAt(folder, lstatSync);
  if (named === null) return;
  if (named.isSymbolicLink() && !isTrusted(named, uid))
    throw refused(`${folder} is a link that another user made (uid ${named.uid})`);
  const found = lookAt(folder, statSync);
  if (found === null) throw refused(`${folder} is a link to nowhere`);
  if (!found.isDirectory()) throw refused(`${folder} is not a folder`);
  if (!isTrusted(found, uid)) throw refused(`${folder} belongs to another user (uid ${found.uid})`);
}

function checkFile(file: string, uid: number): void {
  const found = lookAt(file, lstatSync);
  if (found === null) return;
  if (found.isSymbolicLink()) throw refused(`${file} is a symbolic link`);
  if (!found.isFile()) throw refused(`${file} is not a file`);
  if (uid !== ROOT && found.uid !== uid) throw refused(`${file} belongs to another user (uid ${found.uid})`);
}

function isTrusted({ uid: owner }: Stats, uid: number): boolean {
  return uid === ROOT || owner === uid || owner === ROOT;
}

function lookAt(path: string, look: (path: string) => Stats): Stats | null {
  try {
    return look(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT') return null;
    throw refused(`cannot look at ${path} (${code})`, error);
  }
}

function refused(message: string, cause?: unknown): SoakdError {
  return new SoakdError(message, {
    hint: 'It was left as it is. Name a file in a folder of your own with --db.',
    ...(cause === undefined ? {} : { cause }),
  });
}
