/** What an earlier soakd knew of the alerts of a run, and what becomes of them where nobody takes it up again. */
import type { Before } from '../alert/watched-alert.ts';
import type { AlertRow, NotificationRow } from '../store/alert-record.ts';
import type { StoreRecord } from '../store/record.ts';

interface Earlier {
  readonly nowMs: number;
  readonly observedMs: number;
  readonly alerts: readonly AlertRow[];
  readonly notifications: readonly NotificationRow[];
}

/** The newest time that it fired; null: it never did. */
export function earlierIncident(earlier: Earlier, alert: number, target: number | null): Before | null {
  const { nowMs, observedMs, alerts, notifications } = earlier;
  const row = alerts.findLast((one) => one.alert === alert && one.target === target);
  if (row === undefined) return null;
  const { sinceMs, firedMs, endedMs, peak } = row;
  const told = notifications.filter(
    (one) => one.alert === alert && one.target === target && one.firedMs === firedMs,
  );
  return {
    incident: {
      sinceMs,
      firedMs,
      endedMs,
      state: endedMs === null ? 'firing' : 'resolved',
      peak: peak ?? row.bound,
    },
    toldMs: told.some(({ status }) => status === 'firing') ? observedMs - (nowMs - firedMs) : null,
    // In the order of time: it may have come and gone and come again.
    toldFiring: told.at(-1)?.status === 'firing',
  };
}

/** Of a run that does not go on: what fired when its soakd died, and what never arrived. */
export function closeAlerts(
  run: number,
  { alerts, notifications }: Pick<Earlier, 'alerts' | 'notifications'>,
  lastSeenMs: number,
): StoreRecord[] {
  return [
    ...alerts
      .filter(({ endedMs }) => endedMs === null)
      .map((row) => ({ kind: 'alert', run, ...row, endedMs: lastSeenMs, state: 'interrupted' }) as const),
    ...notifications
      .filter(({ state }) => state === 'waiting')
      .map((row) => ({ kind: 'notification', run, ...row, state: 'failed', why: DIED }) as const),
  ];
}

const DIED = 'soakd died before it arrived, and the run does not go on';
