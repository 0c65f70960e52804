/**
 * Writes the reports of a run, in a process that ends then: rendering takes a second and a hundred megabytes, which the
 * soaks that go on in the daemon are not to feel. Every format is written by itself: one that fails keeps no other away.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { REPORT_EXTENSIONS } from '../plan/report/report-format.ts';
import { openStoreReader } from '../store/reader.ts';
import { readMaterial } from './material.ts';
import { renderReport } from './render.ts';
import { writeFileWhole } from './whole-file.ts';
import type { ReportOutcome, ReportTask } from './write-reports.ts';

// Ctrl-C reaches every process of a terminal: this one ends when it is done, or soakd is gone.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
process.on('disconnect', () => process.exit());

process.once('message', async ({ database, run, formats, folder }: ReportTask) => {
  const tell = (outcomes: readonly ReportOutcome[]): void => {
    process.send?.(outcomes, () => process.disconnect?.());
  };
  try {
    using reader = await openStoreReader(database);
    const material = readMaterial(reader, run);
    mkdirSync(folder, { recursive: true });
    tell(
      formats.map((format): ReportOutcome => {
        const file = join(folder, `${run}.${REPORT_EXTENSIONS[format]}`);
        try {
          writeFileWhole(file, renderReport(format, material));
          return { format, file, trouble: null };
        } catch (error) {
          return { format, file, trouble: messageOf(error) };
        }
      }),
    );
  } catch (error) {
    const trouble = messageOf(error);
    tell(formats.map((format) => ({ format, file: folder, trouble })));
  }
});

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
