import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Overview } from '../../src/control/controlled.ts';
import type { SoakStatus } from '../../src/control/status.ts';
import { statusLine } from '../../src/daemon/status-line.ts';

const soak: SoakStatus = {
  run: 'abc',
  name: 'nightly',
  phase: 'soak',
  paused: false,
  observedMs: 3_910_000,
  leftMs: 24_890_000,
  load: null,
  targets: [],
  criteria: { pass: 3, fail: 0, inconclusive: 1 },
};

function line(
  runs: readonly SoakStatus[],
  given: { degraded?: string; nextSlots?: readonly (string | null)[] } = {},
): string {
  const overview: Overview = {
    version: 1,
    soakd: {
      version: '1',
      kind: 'daemon',
      pid: 1,
      database: '/x',
      startedAt: '',
      degraded: given.degraded ?? null,
    },
    runs,
    schedules: (given.nextSlots ?? []).map((nextSlot, index) => ({
      name: `plan${index}`,
      plan: '/p.yaml',
      cron: '* * * * *',
      timezone: 'UTC',
      nextSlot,
      lastSlot: null,
    })),
  };
  return statusLine(overview);
}

test('the line tells what runs, what comes next and what is wrong', () => {
  assert.equal(line([]), 'no soak under way');
  assert.equal(line([soak]), 'nightly soak 1h5m of 8h');
  const nextSlots = [null, '2026-03-02T22:00:00.000Z', '2026-03-01T22:00:00.000Z'];
  assert.equal(line([], { nextSlots }), 'no soak under way; next plan2 2026-03-01 22:00 UTC');
  assert.equal(
    line([soak], { degraded: 'the disk is full' }),
    'degraded: the disk is full; nightly soak 1h5m of 8h',
  );
});

test('a paused soak, a failing criterion and an open end are told', () => {
  assert.equal(line([{ ...soak, paused: true }]), 'nightly paused 1h5m of 8h');
  assert.equal(
    line([{ ...soak, criteria: { pass: 1, fail: 2, inconclusive: 0 } }]),
    'nightly soak 1h5m of 8h, 2 failing',
  );
  assert.equal(line([{ ...soak, leftMs: null, observedMs: 900 }]), 'nightly soak under 1m');
});

test('it stays the same within a minute, since each change is told to systemd', () => {
  const lines = [0, 20_000, 49_000].map((ms) =>
    line([{ ...soak, observedMs: 3_900_000 + ms, leftMs: 24_900_000 - ms }]),
  );
  assert.equal(new Set(lines).size, 1);
});
