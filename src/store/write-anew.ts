/** An open database survives the loss of its file: all of it is written to a new one. */
import { linkSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { threadId } from 'node:worker_threads';
import { createForAudience } from './audience.ts';
import type { Connection } from './sqlite.ts';

/** Which file is there, whatever its name. */
export type FileId = string;

/** null: none. */
export function fileIdOf(file: string): FileId | null {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}:${found.ino}`;
}

/** SQLite's log and its index. */
export function companionsOf(file: string): readonly string[] {
  return [`${file}-wal`, `${file}-shm`];
}

/** @throws EEXIST when there is a file by then */
export async function writeAnew(database: Connection, file: string): Promise<FileId | null> {
  const copy = `${file}.${process.pid}-${threadId}`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  rmSync(copy, { force: true });
  try {
    createForAudience(copy, file);
    // In one go: it would begin again whenever another process writes in between.
    await database.backup(copy, { progress: () => Number.MAX_SAFE_INTEGER });
    linkSync(copy, file);
    return fileIdOf(copy);
  } finally {
    rmSync(copy, { force: true });
  }
}
