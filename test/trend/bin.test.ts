import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binMedians } from '../../src/trend/bin.ts';
import type { Series, TrendOptions } from '../../src/trend/trend.ts';
import { optionsFor } from './shapes.ts';

function counting(count: number, intervalS: number): Series {
  const seconds = Float64Array.from({ length: count }, (_, index) => index * intervalS);
  return { seconds, values: Float64Array.from(seconds) };
}

function bins(series: Series, intervalS: number, changed: Partial<TrendOptions> = {}) {
  return binMedians(series, optionsFor(intervalS, changed));
}

test('a bin is a 120th of the span, but no shorter than an interval and no longer than a minute', () => {
  assert.equal(bins(counting(480, 0.25), 0.25).binS, 1);
  assert.equal(bins(counting(40, 5), 5).binS, 5);
  assert.equal(bins(counting(5760, 5), 5).binS, 60);
  assert.equal(bins(counting(100, 300), 300).binS, 300);
});

test('of a run of weeks the bins are longer, so that a day’s worth of them remains', () => {
  const { binS, values } = bins(counting(28 * 1440, 60), 60);
  assert.equal(binS, 28 * 60);
  assert.equal(values.length, 1440);
});

test('a bin is the median of its readings: one wild reading in five does not show', () => {
  const series = counting(600, 0.5);
  const wild = { ...series, values: series.values.map((value, index) => (index % 5 === 2 ? 1e9 : value)) };
  assert.ok(Math.max(...bins(wild, 0.5).values) < 300);
});

test('a bin that missed more than half of its readings is missing', () => {
  const whole = counting(480, 0.25);
  const keep = whole.seconds.map((second, index) => (second >= 40 && second < 50 && index % 4 > 0 ? 0 : 1));
  const seconds = whole.seconds.filter((_, index) => keep[index] === 1);
  const thinned = bins({ seconds, values: seconds }, 0.25);
  assert.equal(thinned.values.length, 110);
  assert.ok(thinned.seconds.every((second) => second < 40 || second > 49));
});

test('jitter of a third of an interval neither moves nor loses a reading', () => {
  const even = counting(480, 1);
  const seconds = even.seconds.map((second) => second + 0.3 * Math.sin(second));
  assert.deepEqual(bins({ seconds, values: even.values }, 1).values, bins(even, 1).values);
});

test('excluded windows are cut out, and no bin lies across one, even across one of no length', () => {
  const series = counting(600, 1);
  const cut = bins(series, 1, {
    excluded: [
      { fromS: 101, toS: 200 },
      { fromS: 302, toS: 302 },
    ],
  });
  assert.equal(cut.points, 501);
  for (const second of cut.seconds) assert.ok(second < 101 || second >= 200, `${second}`);
  // Bins of five readings: the one cut at 302 keeps its two readings on neither side of it.
  assert.ok(cut.seconds.includes(304));
});

test('readings that are no numbers, and those of the warm-up, are left out', () => {
  const series = counting(200, 1);
  series.values[150] = Number.NaN;
  series.seconds[160] = Number.NaN;
  const { points, seconds } = bins(series, 1, { warmupS: 50 });
  assert.equal(points, 148);
  assert.ok(seconds.every((second) => second >= 50));
});

test('cumulative operations are those of the bin’s own time', () => {
  const series = counting(300, 1);
  const { seconds, operations } = bins(series, 1, { operations: series.seconds.map((second) => 7 * second) });
  assert.ok(operations !== null);
  for (const [index, done] of operations.entries()) assert.equal(done, 7 * (seconds[index] ?? 0));
});
