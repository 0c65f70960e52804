import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aboutText, toLimitText } from '../../src/report/time-left.ts';

const decimal = { binary: false };

test('times to come are rough, in the unit of which there are at least two', () => {
  const hours = [1 / 3600, 1 / 60, 0.75, 1.9, 2, 47, 48, 217.3, 24 * 365.25 * 3];
  assert.deepEqual(hours.map(aboutText), [
    'about 1 second',
    'about 60 seconds',
    'about 45 minutes',
    'about 114 minutes',
    'about 2 hours',
    'about 47 hours',
    'about 2 days',
    'about 9.1 days',
    'about 3 years',
  ]);
});

test('a limit is told with the ends of its interval in the same unit', () => {
  const limit = { limit: 2 ** 30, rule: 'anon.max < 1GiB' };
  const left = { hours: 216, soonestHours: 168, latestHours: 288 };
  assert.equal(
    toLimitText({ ...limit, ...left }, 'bytes', { binary: true }),
    'reaches 1 GiB in about 9 days (7 to 12)',
  );
  const open = { hours: 3, soonestHours: 0.5, latestHours: null };
  assert.equal(
    toLimitText({ limit: 1024, rule: 'fds.max < 1024', ...open }, 'count', decimal),
    'reaches 1,024 in about 3 hours (0.5 to never)',
  );
  const past = { hours: 0, soonestHours: 0, latestHours: 0 };
  assert.equal(
    toLimitText({ limit: 1e9, rule: 'anon.max < 1GB', ...past }, 'bytes', decimal),
    'is at 1 GB already',
  );
});
