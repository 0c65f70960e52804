/** Alerts and pictures, as the document of a run has them. Times in seconds. */
import type { Picture } from '../snapshot/picture.ts';
import type { AlertRow, NotificationRow, SnapshotRow } from '../store/alert-record.ts';

/** One time that an alert fired. Its rule states what is bad. */
export interface AssessedAlert {
  readonly name: string;
  readonly rule: string;
  readonly severity: AlertRow['severity'];
  /** null: of the run as a whole. */
  readonly target: string | null;
  /** ended: it was firing when the run ended; interrupted: when soakd died, and nobody took the run up again. */
  readonly state: AlertRow['state'];
  /** Since when the rule was true, when that had lasted long enough, and when it was over; null: it still fires. */
  readonly sinceS: number;
  readonly firedS: number;
  readonly firedAt: string;
  readonly endedS: number | null;
  /** What it was compared with, and the value that was furthest beyond. */
  readonly limit: number;
  readonly peak: number | null;
  /** bytes, ms, count, ratio or /s; of a slope per hour or per 1,000 operations. */
  readonly unit: string;
  /** Who was told, and whether it arrived. Empty: the log alone, or nobody, as it came too soon after another. */
  readonly notifications: readonly AssessedNotification[];
}

export interface AssessedNotification {
  readonly notifier: string;
  readonly status: NotificationRow['status'];
  readonly state: NotificationRow['state'];
  readonly attempts: number;
  /** When it arrived, or was given up. */
  readonly atS: number | null;
  /** Why it did not arrive, so far. */
  readonly why: string | null;
}

/** A target as it was at a breach, or when the clock said so. */
export interface AssessedSnapshot extends Picture {
  readonly atS: number;
  readonly at: string;
  readonly target: string;
  readonly generation: number;
  readonly cause: SnapshotRow['cause'];
  /** The alert's name, the criterion's rule, or the schedule. */
  readonly about: string;
}
