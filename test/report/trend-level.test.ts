import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trendLevelAt } from '../../src/report/trend-level.ts';

const trend = {
  slopePerHour: 3600,
  lowPerHour: 1800,
  highPerHour: 5400,
  slopeFromS: 100,
  toS: 300,
  end: { level: 1000, low: 990, high: 1010 },
  scale: 'linear',
  steadyMedian: 900,
  shifts: [],
} as const;

test('a trend goes through the level of its end with its slope, and nowhere else', () => {
  assert.equal(trendLevelAt(trend, 300)?.level, 1000);
  assert.equal(trendLevelAt(trend, 200)?.level, 900);
  assert.equal(trendLevelAt(trend, 99), null);
  assert.equal(trendLevelAt(trend, 301), null);
  assert.equal(trendLevelAt({ ...trend, slopePerHour: null }, 200), null);
});

test('its band is narrow in the middle and wide at both ends', () => {
  assert.deepEqual(trendLevelAt(trend, 200), { level: 900, low: 900, high: 900 });
  assert.deepEqual(trendLevelAt(trend, 300), { level: 1000, low: 950, high: 1050 });
  assert.deepEqual(trendLevelAt(trend, 100), { level: 800, low: 750, high: 850 });
});

test('readings that never differed lie on their median', () => {
  const flat = { ...trend, slopePerHour: 0, lowPerHour: -3600, highPerHour: 3600, end: null };
  assert.deepEqual(trendLevelAt(flat, 200), { level: 900, low: 900, high: 900 });
  assert.deepEqual(trendLevelAt(flat, 300), { level: 900, low: 800, high: 1000 });
});

test('while the load rests it stands still', () => {
  const rests = [{ fromS: 150, toS: 200 }];
  const at = (second: number): number | undefined => trendLevelAt(trend, second, rests)?.level;
  assert.deepEqual([100, 150, 180, 200, 300].map(at), [850, 900, 900, 900, 1000]);
});

test('before a step it lies lower by the step', () => {
  const stepped = { ...trend, shifts: [{ atS: 250, size: 40 }] };
  assert.equal(trendLevelAt(stepped, 200)?.level, 860);
  assert.equal(trendLevelAt(stepped, 260)?.level, 960);
});

test('times drift by a share of themselves', () => {
  const level = trendLevelAt({ ...trend, scale: 'log' }, 200)?.level ?? 0;
  assert.ok(Math.abs(level - 1000 * Math.exp(-100 / 900)) < 1e-9);
});
