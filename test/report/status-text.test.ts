import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Overview } from '../../src/control/controlled.ts';
import type { SoakStatus } from '../../src/control/status.ts';
import type { Survey } from '../../src/control/survey.ts';
import { renderStatus } from '../../src/report/status-text.ts';

const NOW = Date.parse('2026-11-21T20:30:30Z');

const soak: SoakStatus = {
  run: 'k7m2q9xd',
  name: 'nightly-api',
  phase: 'soak',
  paused: false,
  observedMs: 2 * 3_600_000 + 61_400,
  leftMs: 5 * 3_600_000,
  load: { offered: 300, achieved: 250, failed: 3, p95Ms: 1.234 },
  targets: [{ name: 'api', alive: true, rssBytes: 1, fds: 1 }],
  criteria: { pass: 4, fail: 1, inconclusive: 2 },
};

const daemon: Overview = {
  version: 1,
  soakd: {
    version: '0.1.0',
    kind: 'daemon',
    pid: 812,
    database: '/var/lib/soakd/soakd.db',
    startedAt: '2026-11-20T22:00:00.123Z',
    degraded: null,
  },
  runs: [
    soak,
    { ...soak, run: 'abcdwxyz', name: 'db', paused: true, leftMs: null, load: null, criteria: null },
  ],
  schedules: [
    {
      name: 'nightly-api',
      plan: '/etc/soakd/plans/nightly-api.yaml',
      cron: '0 22 * * *',
      timezone: 'Europe/Berlin',
      nextSlot: '2026-11-21T21:00:00.000Z',
      lastSlot: { at: '2026-11-20T21:00:00.000Z', outcome: 'started', run: 'k7m2q9xd' },
    },
    { name: 'never', plan: '/p', cron: '0 0 30 2 *', timezone: 'UTC', nextSlot: null, lastSlot: null },
  ],
};

function shown(survey: Survey, width = 120): string {
  return renderStatus(survey, {
    howToStart: 'Start one.',
    style: { width, colour: false, unicode: true },
    nowMs: NOW,
  });
}

test('the daemon, its runs and its schedules stand in aligned columns', () => {
  assert.equal(
    shown({ soakds: [{ socket: '/run/soakd/soakd.sock', overview: daemon }], troubles: [] }),
    `daemon    soakd 0.1.0, process 812, since 2026-11-20 22:00 UTC
database  /var/lib/soakd/soakd.db
socket    /run/soakd/soakd.sock

run       plan         phase   observed  left  so far                  load                                       in
k7m2q9xd  nightly-api  soak      2h1m1s    5h  1 fail, 4 pass, 2 open  250 of 300/s offered, p95 1.23 ms, 3       daemon
                                                                       failed/s
abcdwxyz  db           paused    2h1m1s     -  -                       -                                          daemon

schedule     cron                      next slot (UTC)            last slot (UTC)
nightly-api  0 22 * * * Europe/Berlin  2026-11-21 21:00 (in 29m)  2026-11-20 21:00 started: k7m2q9xd
never        0 0 30 2 * UTC            none                       none yet
`,
  );
});

test('a foreground run is shown with its process, and a target that is down by name', () => {
  const overview: Overview = {
    ...daemon,
    soakd: { ...daemon.soakd, kind: 'foreground', pid: 99 },
    runs: [{ ...soak, targets: [{ name: 'api', alive: false, rssBytes: null, fds: null }] }],
    schedules: [],
  };
  const text = shown({
    soakds: [{ socket: '/tmp/soakd-0/99.sock', overview }],
    troubles: ['run x is gone.'],
  });
  assert.match(text, /^daemon {4}none\. Start one\.\n\nrun /);
  assert.match(text, /process 99\n.*\n? *down: api\n/);
  assert.ok(text.endsWith('\n\nrun x is gone.\n'));
});

test('where nothing runs that is said', () => {
  assert.equal(shown({ soakds: [], troubles: [] }), 'daemon    none. Start one.\n\nno soak is running\n');
});

test('why a daemon is degraded stands below it', () => {
  const overview = {
    ...daemon,
    runs: [],
    schedules: [],
    soakd: { ...daemon.soakd, degraded: 'nothing can be written to the database' },
  };
  assert.match(
    shown({ soakds: [{ socket: '/s', overview }], troubles: [] }),
    /\ndegraded {2}nothing can be written/,
  );
});

test('what comes from plans and sockets controls no terminal', () => {
  const overview = { ...daemon, runs: [{ ...soak, name: 'evil\u001b[2J\u202e\nname' }], schedules: [] };
  const text = shown({ soakds: [{ socket: '/s', overview }], troubles: ['a\u001b[31mb\rc'] });
  assert.doesNotMatch(text, /[[\p{Cc}\u202e]--\n]/v);
});

test('a narrow terminal wraps what can be wrapped', () => {
  const text = shown({ soakds: [{ socket: '/s', overview: daemon }], troubles: [] }, 90);
  assert.ok(
    text.split('\n').every((line) => line.length <= 90),
    text,
  );
});

test('a run says which of its alerts fire, and how many cannot be known', () => {
  const alert = {
    name: 'files',
    rule: 'fds.last > 9',
    severity: 'warning',
    target: 'api',
    sinceS: 1,
    peak: 10,
  } as const;
  const alerts = [
    { ...alert, state: 'firing' },
    { ...alert, name: 'slow', state: 'firing' },
    { ...alert, name: 'heap', state: 'unknown' },
  ] as const;
  const overview = { ...daemon, runs: [{ ...soak, alerts }] };
  assert.match(
    shown({ soakds: [{ socket: '/run/soakd/soakd.sock', overview }], troubles: [] }),
    /\n {4}2 alerts fire: files, slow; 1 unknown\n/,
  );
});

test('a run says which faults are in force', () => {
  const one = { ...daemon, runs: [{ ...soak, faults: [{ name: 'far-away', sinceS: 3 }] }] };
  assert.match(shown({ soakds: [{ socket: '/s', overview: one }], troubles: [] }), /\n {4}fault: far-away\n/);
  const both = {
    ...daemon,
    runs: [
      {
        ...soak,
        faults: [
          { name: 'far-away', sinceS: 3 },
          { name: 'frozen', sinceS: 4 },
        ],
      },
    ],
  };
  assert.match(
    shown({ soakds: [{ socket: '/s', overview: both }], troubles: [] }),
    /\n {4}2 faults: far-away, frozen\n/,
  );
});
