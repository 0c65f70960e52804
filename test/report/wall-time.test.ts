import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssessedEvent } from '../../src/analysis/assessment.ts';
import { wallTimeText } from '../../src/report/wall-time.ts';

const run = { startedAt: '2026-11-20T22:00:00.000Z', observedS: 30_000 };

function event(atS: number, at: string): AssessedEvent {
  return { atS, at, kind: 'suspend', target: null, text: '', durationS: null };
}

test('a moment is told by the wall clock, and how far into the run it was', () => {
  assert.equal(wallTimeText(11_400, run, []), '01:10 UTC (3:10:00 in)');
  assert.equal(wallTimeText(45, { ...run, observedS: 90 }, []), '22:00:45 UTC (0:45 in)');
});

test('from the second day on it has its day', () => {
  assert.equal(wallTimeText(86_400, run, []), '2026-11-21 22:00 UTC (24:00:00 in)');
});

test('while the machine slept the wall clock went on, and that of the run did not', () => {
  const woke = [event(3600, '2026-11-21T01:00:00.000Z'), event(20_000, '2026-11-21T05:33:20.000Z')];
  assert.equal(wallTimeText(7200, run, woke), '02:00 UTC (2:00:00 in)');
  assert.equal(wallTimeText(1800, run, woke), '22:30 UTC (30:00 in)');
});

test('where the begin is not known the moment is told by the run alone', () => {
  assert.equal(wallTimeText(11_400, { ...run, startedAt: '' }, []), '3:10:00');
});
