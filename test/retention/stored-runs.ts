/** Databases with runs long enough to be thinned, made once per test file and copied for each test. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import { openForWriting } from '../../src/store/database.ts';
import type { Connection } from '../../src/store/sqlite.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { type LongSoak, writeLongSoak } from '../fixture/long-soak.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

export const DAY_MS = 86_400_000;
export const NOW_MS = Date.UTC(2026, 5, 1);

/** Just long enough. */
export const LONG: Omit<LongSoak, 'id'> = {
  seconds: 7500,
  everyS: 10,
  load: true,
  startedWallMs: NOW_MS - 20 * DAY_MS,
};

/** The file that such a database is copied from. */
export async function makeDatabase(soaks: readonly LongSoak[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'soakd-retention-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'soakd.db');
  const writer = await openStoreWriter(file);
  for (const soak of soaks) await writeLongSoak(writer, soak);
  await writer.close();
  return file;
}

export async function openCopy(
  context: TestContext,
  original: string,
): Promise<{ file: string; database: Connection }> {
  const file = join(temporaryFolder(context), 'soakd.db');
  copyFileSync(original, file);
  const database = await openForWriting(file);
  context.after(() => database.close());
  return { file, database };
}

/** Every row of a table, or of one run in it. */
export function rowsOf(database: Connection, sql: string, ...parameters: (number | string)[]) {
  return database
    .prepare<(number | string)[], Record<string, number | string | null>>(sql)
    .all(...parameters);
}
