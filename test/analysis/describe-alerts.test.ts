import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assess } from '../../src/analysis/assess.ts';
import type { Picture } from '../../src/snapshot/picture.ts';
import type { AlertRow, NotificationRow } from '../../src/store/alert-record.ts';
import { openStoreReader } from '../../src/store/reader.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { storeSoak } from './stored-soak.ts';

const WALL_MS = Date.UTC(2026, 10, 20, 22, 10);

const alert: AlertRow = {
  alert: 0,
  target: null,
  firedMs: 600_000,
  sinceMs: 480_000,
  wallMs: WALL_MS,
  endedMs: null,
  state: 'firing',
  name: 'slow',
  rule: 'latency.p95 > 50ms',
  severity: 'warning',
  bound: 50,
  peak: 51,
  unit: 'ms',
};

const notification: NotificationRow = {
  delivery: 'half-hour-0-1',
  alert: 0,
  target: null,
  firedMs: 600_000,
  notifier: 0,
  describes: 'webhook http://127.0.0.1:9000',
  status: 'firing',
  state: 'failed',
  attempts: 7,
  atMs: 700_000,
  why: 'ECONNREFUSED',
  body: '{}',
  carried: 0,
};

const picture: Picture = {
  processes: [{ pid: 7, comm: 'leaky', rssBytes: 1e6, descriptors: 9, threads: 2 }],
  processCount: 1,
  memory: null,
  descriptors: { count: 9, kinds: [{ kind: 'tcp', count: 9 }], peers: [], files: [] },
  threads: null,
  command: null,
  signal: null,
  unavailable: { memory: 'permission denied', threads: 'permission denied' },
  tookMs: 12,
};

test('alerts, who was told of them, and pictures of the targets are part of the document', async (context) => {
  const { file: database, run } = await storeSoak(temporaryFolder(context));
  const writer = await openStoreWriter(database);
  writer.write({ kind: 'alert', run, ...alert });
  writer.write({ kind: 'alert', run, ...alert, endedMs: 720_000, state: 'resolved', peak: 80 });
  writer.write({ kind: 'alert', run, ...alert, alert: 1, target: 1, firedMs: 610_000, name: 'files' });
  writer.write({ kind: 'notification', run, ...notification });
  const at = { target: 1, generation: 2, monoMs: 600_100, wallMs: WALL_MS + 100 };
  const shot = { slot: 0, ...at, cause: 'alert', about: 'slow', picture: JSON.stringify(picture) } as const;
  writer.write({ kind: 'snapshot', run, ...shot });
  await writer.close();

  using reader = await openStoreReader(database);
  const { alerts, snapshots } = assess(reader, run, { untilMs: null, live: false });
  assert.deepEqual(alerts[0], {
    name: 'slow',
    rule: 'latency.p95 > 50ms',
    severity: 'warning',
    target: null,
    state: 'resolved',
    sinceS: 480,
    firedS: 600,
    firedAt: '2026-11-20T22:10:00.000Z',
    endedS: 720,
    limit: 50,
    peak: 80,
    unit: 'ms',
    notifications: [
      {
        notifier: 'webhook http://127.0.0.1:9000',
        status: 'firing',
        state: 'failed',
        attempts: 7,
        atS: 700,
        why: 'ECONNREFUSED',
      },
    ],
  });
  assert.deepEqual(
    alerts.slice(1).map(({ name, target, notifications }) => [name, target, notifications]),
    [['files', 'steady', []]],
  );
  assert.deepEqual(snapshots, [
    {
      atS: 600.1,
      at: '2026-11-20T22:10:00.100Z',
      target: 'steady',
      generation: 2,
      cause: 'alert',
      about: 'slow',
      ...picture,
    },
  ]);
});
