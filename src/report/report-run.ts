import type { ReportsPlan } from '../plan/report/reports-plan.ts';
import { type ReportOutcome, reportFolder, writeReports } from './write-reports.ts';

/** What is asked of a soak that has ended. */
export interface ReportedSoak {
  readonly id: string;
  reported(text: string, isWritten: boolean): void;
}

/** Writes the reports of a run that has ended, and has it know: its verdict does not depend on them. Never rejects. */
export async function reportRun({
  soak,
  reports,
  database,
  signal,
}: {
  readonly soak: ReportedSoak;
  readonly reports: ReportsPlan;
  readonly database: string;
  readonly signal: AbortSignal;
}): Promise<ReportOutcome[]> {
  const { formats } = reports;
  const task = { database, run: soak.id, formats, folder: reportFolder(reports, database) };
  const outcomes = await writeReports(task, signal);
  for (const { format, file, trouble } of outcomes)
    soak.reported(
      trouble === null ? `${format}: ${file}` : `${format}: ${trouble} (${file})`,
      trouble === null,
    );
  return outcomes;
}
