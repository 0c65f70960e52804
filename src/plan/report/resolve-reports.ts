/** Reports as written → with an absolute folder. */
import { resolve } from 'node:path';
import type { ReportsPlan } from './reports-plan.ts';
import type { WrittenReports } from './reports-schema.ts';

export function resolveReports(written: WrittenReports, folder: string): ReportsPlan {
  if (!('formats' in written)) return { formats: written, folder: null };
  return {
    formats: written.formats,
    folder: written.folder === undefined ? null : resolve(folder, written.folder),
  };
}
