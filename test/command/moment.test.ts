import assert from 'node:assert/strict';
import { test } from 'node:test';
import { momentOf, offsetFromBegin, wallMomentOf, withNegativeTimes } from '../../src/command/moment.ts';

const STARTED = Date.UTC(2026, 10, 20, 22);
const HOUR = 3_600_000;
const clock = { startedWallMs: STARTED, endMs: 8 * HOUR, events: [{ monoMs: 0, wallMs: STARTED }] };

test('a moment is an offset from the begin, one back from the end, or a wall clock time', () => {
  const at = (text: string) => momentOf('--since', text, clock) / HOUR;
  assert.deepEqual([at('30m'), at('-2h'), at('1h30m')], [0.5, 6, 1.5]);
  assert.equal(at('2026-11-20T23:00:00Z'), 1);
  assert.equal(at('2026-11-21T01:00:00+02:00'), 1);
});

test('a wall clock time without a zone is UTC, as reports write it, wherever it is asked', () => {
  const before = process.env['TZ'];
  try {
    process.env['TZ'] = 'Asia/Tokyo';
    const at = (text: string) => momentOf('--since', text, clock) / HOUR;
    assert.deepEqual([at('2026-11-20 23:00'), at('2026-11-21'), at('2026-11-20 23:00 UTC')], [1, 2, 1]);
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
});

test('after a night of sleep of the machine a wall clock time is where the events say', () => {
  const slept = {
    ...clock,
    events: [
      { monoMs: 0, wallMs: STARTED },
      { monoMs: HOUR, wallMs: STARTED + 6 * HOUR },
    ],
  };
  assert.equal(momentOf('--since', '2026-11-21 05:00', slept), 2 * HOUR);
  assert.equal(momentOf('--since', '2026-11-20 22:30', slept), HOUR / 2);
});

test('what is no moment is told with the ways to write one', () => {
  for (const text of ['yesterday', '2026-13-01', '2026-11-20 25:00', '10', ''])
    assert.throws(() => momentOf('--until', text, clock), /--until takes a time, found/);
  assert.throws(() => offsetFromBegin('--since', '-2h'), /offset from the begin of each run/);
});

test('a list of runs is asked for by how long ago, or since a day', () => {
  const now = Date.UTC(2026, 10, 21);
  assert.equal(wallMomentOf('--since', '7d', now), Date.UTC(2026, 10, 14));
  assert.equal(wallMomentOf('--since', '2026-11-01', now), Date.UTC(2026, 10, 1));
});

test('a time back from the end is a value, though it begins like an option', () => {
  assert.deepEqual(withNegativeTimes(['--since', '-2h', '--json', '--until', '-30m']), [
    '--since=-2h',
    '--json',
    '--until=-30m',
  ]);
  assert.deepEqual(withNegativeTimes(['--since', '--json']), ['--since', '--json']);
});
