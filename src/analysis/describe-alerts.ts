/** Alerts that fired, and the pictures that were taken of the targets. */
import type { Picture } from '../snapshot/picture.ts';
import type { AlertRow, NotificationRow, SnapshotRow } from '../store/alert-record.ts';
import type { AssessedAlert, AssessedNotification, AssessedSnapshot } from './assessed-alert.ts';
import { isoTime } from './describe-run.ts';

export function describeAlerts(
  alerts: readonly AlertRow[],
  notifications: readonly NotificationRow[],
  targetNames: readonly string[],
): AssessedAlert[] {
  return alerts.map((row) => ({
    name: row.name,
    rule: row.rule,
    severity: row.severity,
    target: row.target === null ? null : (targetNames[row.target] ?? null),
    state: row.state,
    sinceS: row.sinceMs / 1000,
    firedS: row.firedMs / 1000,
    firedAt: isoTime(row.wallMs),
    endedS: row.endedMs === null ? null : row.endedMs / 1000,
    limit: row.bound,
    peak: row.peak,
    unit: row.unit,
    notifications: notifications
      .filter(
        ({ alert, target, firedMs }) =>
          alert === row.alert && target === row.target && firedMs === row.firedMs,
      )
      .map(describeNotification),
  }));
}

function describeNotification(row: NotificationRow): AssessedNotification {
  const { describes, status, state, attempts, atMs, why } = row;
  return { notifier: describes, status, state, attempts, atS: atMs === null ? null : atMs / 1000, why };
}

export function describeSnapshots(
  rows: readonly SnapshotRow[],
  targetNames: readonly string[],
): AssessedSnapshot[] {
  return rows.map(({ monoMs, wallMs, target, generation, cause, about, picture }) => ({
    atS: monoMs / 1000,
    at: isoTime(wallMs),
    target: targetNames[target] ?? `#${target}`,
    generation,
    cause,
    about,
    ...(JSON.parse(picture) as Picture),
  }));
}
