/** A copy of the whole database as it is at one moment, while soaks write to it. */
import { openForReading } from '../store/database.ts';
import { makeNewFile } from './new-file.ts';

/** Some 4 MiB between two reports of progress. */
const PAGES_A_STEP = 1000;

export interface BackupOptions {
  readonly file: string;
  /** Replaces a file of that name. */
  readonly force: boolean;
  /** 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** The answer is the size of the copy in bytes. */
export async function backUp(database: string, { file, force, onProgress }: BackupOptions): Promise<number> {
  const source = await openForReading(database);
  try {
    return await makeNewFile(file, { source: database, force }, async (beside) => {
      // Held from the first page to the last: a copy that had to begin anew at each commit of a soak never ended.
      source.exec('BEGIN');
      source.prepare('SELECT count(*) FROM runs').get();
      await source.backup(beside, {
        progress: ({ totalPages, remainingPages }) => {
          onProgress(totalPages === 0 ? 0 : 1 - remainingPages / totalPages);
          return PAGES_A_STEP;
        },
      });
      source.exec('COMMIT');
    });
  } finally {
    source.close();
  }
}
