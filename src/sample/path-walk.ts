/** Size of a file, or size and number of the files below a folder. */
import { type Dirent, lstatSync, opendirSync, statSync } from 'node:fs';
import { codeOf, failureOf, unlessGone } from '../proc/failure.ts';
import type { PathReading } from './sample.ts';

export const WALK_DEADLINE_MS = 5_000;

/**
 * Bytes are apparent sizes (`ls -l`, not blocks), files are regular files; symbolic links below the path are not
 * followed and sockets, pipes and devices not counted. What vanishes during the walk is not counted. A folder that
 * may not be read, or a walk past its deadline, makes the whole reading unavailable: part of a sum is no sum.
 */
export function walkPath(name: string, path: string, deadlineMs = WALK_DEADLINE_MS): PathReading {
  const endMs = performance.now() + deadlineMs;
  try {
    const top = statSync(path);
    if (!top.isDirectory()) return { name, bytes: top.size, files: 1, unavailable: null };
    let bytes = 0;
    let files = 0;
    const folders = [path];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for (const entry of entries(folder)) {
        if (performance.now() > endMs)
          return unread(
            name,
            `not walked within ${deadlineMs} ms (${files} files so far): name a smaller folder`,
          );
        const child = `${folder}/${entry.name}`;
        if (entry.isDirectory()) folders.push(child);
        if (!entry.isFile()) continue;
        const size = unlessGone(() => lstatSync(child).size);
        if (size === null) continue;
        bytes += size;
        files++;
      }
    }
    return { name, bytes, files, unavailable: null };
  } catch (error) {
    return unread(name, explain(error, path));
  }
}

function unread(name: string, unavailable: string): PathReading {
  return { name, bytes: null, files: null, unavailable };
}

/** A folder is read in pieces: it may hold millions of files. */
function* entries(folder: string): Generator<Dirent> {
  const open = unlessGone(() => opendirSync(folder));
  if (open === null) return;
  try {
    for (let entry = open.readSync(); entry !== null; entry = open.readSync()) yield entry;
  } finally {
    open.closeSync();
  }
}

function explain(error: unknown, path: string): string {
  switch (failureOf(error)) {
    case 'gone':
      return `no such file or folder: ${path}`;
    case 'denied':
      return `permission denied below ${path}: run soakd as a user who may read it`;
    default:
      return `cannot walk ${path}: ${codeOf(error) || String(error)}`;
  }
}
