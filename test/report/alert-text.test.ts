import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssessedAlert, AssessedSnapshot } from '../../src/analysis/assessed-alert.ts';
import { renderSummary, renderText } from '../../src/report/text.ts';
import { sample } from './sample-assessment.ts';

const style = { width: 110, colour: false, unicode: true };

const slow: AssessedAlert = {
  name: 'slow',
  rule: 'latency.p95 > 50ms',
  severity: 'warning',
  target: null,
  state: 'resolved',
  sinceS: 600,
  firedS: 720,
  firedAt: '2026-11-20T22:12:00.000Z',
  endedS: 1020,
  limit: 50,
  peak: 81.5,
  unit: 'ms',
  notifications: [
    {
      notifier: 'webhook http://127.0.0.1:9000',
      status: 'firing',
      state: 'delivered',
      attempts: 3,
      atS: 725,
      why: null,
    },
    {
      notifier: 'command ./page',
      status: 'firing',
      state: 'failed',
      attempts: 1,
      atS: 721,
      why: 'exited with code 1',
    },
  ],
};
const files: AssessedAlert = {
  ...slow,
  name: 'fds.last > 200',
  rule: 'fds.last > 200',
  target: 'api',
  state: 'ended',
  firedS: 28_000,
  endedS: 28_800,
  limit: 200,
  peak: 900,
  unit: 'count',
  notifications: [],
};

const bytes = { mappings: 3, rssBytes: 60e6, pssBytes: 60e6, anonBytes: 55e6, swapBytes: 0 };
const snapshot: AssessedSnapshot = {
  atS: 28_000,
  at: '2026-11-21T05:46:40.000Z',
  target: 'api',
  generation: 1,
  cause: 'alert',
  about: 'fds.last > 200',
  processes: [{ pid: 7, comm: 'node', rssBytes: 60e6, descriptors: 900, threads: 11 }],
  processCount: 1,
  memory: {
    ...bytes,
    kinds: [{ kind: 'heap', ...bytes }],
    largest: [{ kind: 'heap', name: '[heap]', ...bytes }],
  },
  descriptors: {
    count: 900,
    kinds: [
      { kind: 'tcp', count: 850 },
      { kind: 'pipe', count: 50 },
    ],
    peers: [{ peer: '127.0.0.1:5432', state: 'close-wait', count: 850 }],
    files: [],
  },
  threads: {
    count: 11,
    states: [{ state: 'S', count: 11 }],
    groups: [{ name: 'node', state: 'S', wait: 'ep_poll', count: 11 }],
    stacks: [],
  },
  command: null,
  signal: { signal: 'SIGUSR2', sent: false, why: 'the process does not handle it' },
  unavailable: { stacks: 'permission denied' },
  tookMs: 12,
};

test('the report tells what fired, for how long, how bad it was, and who was told', () => {
  const text = renderText({ ...sample, alerts: [slow, files], snapshots: [snapshot] }, style);
  const [, alerts = ''] = /\nAlerts\n([\s\S]*?)\n\n/.exec(text) ?? [];
  assert.equal(
    alerts,
    `12:00      slow: latency.p95 > 50ms, warning: fired for 5 min, at worst 81.5 ms (limit 50 ms)
           webhook http://127.0.0.1:9000 told (firing) after 3 attempts
           command ./page not told (firing): exited with code 1
7:46:40    api fds.last > 200, warning: fired for 13 min 20 s, until the run ended, at worst 900 (limit 200)`,
  );
  const [, snapshots = ''] = /\nSnapshots\n([\s\S]*?)\n\n/.exec(text) ?? [];
  assert.equal(
    snapshots,
    `7:46:40    api, alert fds.last > 200
           memory 60 MB: heap 60 MB
           largest [heap] 60 MB
           descriptors 900: 850 tcp, 50 pipe
           peers 850 127.0.0.1:5432 (close-wait)
           threads 11: 11 node S in ep_poll
           SIGUSR2 not sent: the process does not handle it
           stacks not whole: permission denied`,
  );
});

test('a picture that the clock had taken says so', () => {
  const scheduled = { ...snapshot, cause: 'schedule', about: 'every 30m' } as const;
  assert.match(renderText({ ...sample, snapshots: [scheduled] }, style), /\n7:46:40 {4}api, every 30m\n/);
});

test('a run in the foreground ends with what still fired, and not with what was over', () => {
  const text = renderSummary({ ...sample, alerts: [slow, files] }, style);
  assert.match(text, /\nAlerts\n7:46:40 {4}api fds\.last > 200/);
  assert.doesNotMatch(text, /latency\.p95 > 50ms/);
  assert.doesNotMatch(renderSummary({ ...sample, alerts: [slow] }, style), /\nAlerts\n/);
});

test('what a target calls itself does not move the cursor', () => {
  const hostile = {
    ...files,
    notifications: [{ ...slow.notifications[0], why: '\u001b[2J' }],
  } as AssessedAlert;
  assert.ok(!renderText({ ...sample, alerts: [hostile] }, style).includes('\u001b'));
});
