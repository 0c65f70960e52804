/** The reports of each run. */
import type { ReportFormat } from './report-format.ts';

export interface ReportsPlan {
  readonly formats: readonly ReportFormat[];
  /** Absolute; null: beside the database. */
  readonly folder: string | null;
}
