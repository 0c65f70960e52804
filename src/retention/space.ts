/** The pages of a database: how many hold something, and giving back those that do not. */
import { statSync } from 'node:fs';
import type { Connection } from '../store/sqlite.ts';
import { inSmallSteps } from './small-steps.ts';

export interface Space {
  readonly fileBytes: number;
  /** Of the file: pages that hold nothing. */
  readonly freeBytes: number;
  /** Of the write-ahead log. */
  readonly logBytes: number;
}

export function spaceOf(database: Connection, file: string): Space {
  const number = (pragma: string) => Number(database.pragma(pragma, { simple: true }));
  const pageBytes = number('page_size');
  return {
    fileBytes: number('page_count') * pageBytes,
    freeBytes: number('freelist_count') * pageBytes,
    logBytes: statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0,
  };
}

/** A page at the end of the file takes the place of a free one, and the file gets shorter. Nobody waits for it. */
export async function giveBack(database: Connection, signal: AbortSignal): Promise<void> {
  await inSmallSteps(
    database,
    (size) => {
      const free = Number(database.pragma('freelist_count', { simple: true }));
      if (free === 0) return false;
      database.pragma(`incremental_vacuum(${size})`);
      // A file that another program made without auto_vacuum cannot be made shorter.
      return Number(database.pragma('freelist_count', { simple: true })) < free;
    },
    signal,
  );
}
