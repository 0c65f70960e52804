/**
 * Who may read a database: its owner; under systemd the group of the service, too, which is that of its operators.
 */
import { closeSync, fchmodSync, openSync } from 'node:fs';
import { resolve, sep } from 'node:path';

const OWNER = 0o600;
const OWNER_AND_GROUP = 0o640;

/** systemd.exec(5), StateDirectory=: the service's folders, separated by colons. */
export function isOfService(file: string, stateFolders = process.env['STATE_DIRECTORY'] ?? ''): boolean {
  return stateFolders
    .split(':')
    .some((folder) => folder !== '' && resolve(file).startsWith(`${resolve(folder)}${sep}`));
}

/**
 * Makes an empty file, whatever the umask: a target that soakd starts inherits the umask, so it is left alone. SQLite
 * gives -wal and -shm the mode of the database.
 *
 * @throws EEXIST when something is there, a link too
 */
export function createForAudience(path: string, file = path): void {
  const mode = isOfService(file) ? OWNER_AND_GROUP : OWNER;
  const descriptor = openSync(path, 'wx', mode);
  try {
    fchmodSync(descriptor, mode);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * SQLite deletes -wal and -shm when the last connection closes and a reader makes them anew, which an operator may not. So
 * after the service has ended empty ones stand there.
 */
export function leaveOpenForReaders(file: string): void {
  if (!isOfService(file)) return;
  for (const companion of [`${file}-wal`, `${file}-shm`]) {
    try {
      createForAudience(companion, file);
    } catch {
      // Another connection made it in the meantime.
    }
  }
}
