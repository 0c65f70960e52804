/** How alerts, their notifications and pictures are kept as columns. */

import type { AlertRow, NotificationRow, SnapshotRow } from './alert-record.ts';
import { type Columns, column } from './column.ts';

export const alerts = {
  alert: column('alert', 'whole'),
  target: column('target', 'together'),
  firedMs: column('fired_ms', 'whole'),
  sinceMs: column('since_ms', 'whole'),
  wallMs: column('wall_ms', 'whole'),
  endedMs: column('ended_ms', 'whole'),
  state: column('state', 'text'),
  name: column('name', 'text'),
  rule: column('rule', 'text'),
  severity: column('severity', 'text'),
  bound: column('bound', 'real'),
  peak: column('peak', 'real'),
  unit: column('unit', 'text'),
} satisfies Columns<AlertRow>;

export const notifications = {
  delivery: column('delivery', 'text'),
  alert: column('alert', 'whole'),
  target: column('target', 'together'),
  firedMs: column('fired_ms', 'whole'),
  notifier: column('notifier', 'whole'),
  describes: column('describes', 'text'),
  status: column('status', 'text'),
  state: column('state', 'text'),
  attempts: column('attempts', 'whole'),
  atMs: column('at_ms', 'whole'),
  why: column('why', 'text'),
  body: column('body', 'text'),
  carried: column('carried', 'whole'),
} satisfies Columns<NotificationRow>;

export const snapshots = {
  slot: column('slot', 'whole'),
  target: column('target', 'whole'),
  generation: column('generation', 'whole'),
  monoMs: column('mono_ms', 'whole'),
  wallMs: column('wall_ms', 'whole'),
  cause: column('cause', 'text'),
  about: column('about', 'text'),
  picture: column('picture', 'text'),
} satisfies Columns<SnapshotRow>;
