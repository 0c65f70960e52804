import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineProblems } from '../../src/csv/line-problems.ts';
import { fitReadings } from '../../src/measurements/fit.ts';
import { Generation } from '../../src/measurements/generation.ts';
import { Intake } from '../../src/measurements/intake.ts';
import { unitOfColumn } from '../../src/measurements/unit.ts';
import { seeded } from '../trend/simulate.ts';

const VALUE = 2;

/** Rows of [second, operations, value]. */
function generationOf(
  rows: readonly (readonly number[])[],
  thinnedAfter: readonly number[] = [],
): Generation {
  const generation = new Generation(3);
  for (const [index, row] of rows.entries()) {
    if (thinnedAfter.includes(index)) generation.thin();
    generation.add(Float64Array.from(row));
  }
  generation.end();
  return generation;
}

test('three rows become one: the mean of their times and operations, the median of their values', () => {
  const rows = Array.from({ length: 9 }, (_, index) => [index, 10 * index, [5, 100, 7][index % 3] ?? 0]);
  const { series, operations, count } = generationOf(rows, [6]).readings(VALUE);
  assert.deepEqual([...series.seconds], [1, 4, 7]);
  assert.deepEqual([...series.values], [7, 7, 7]);
  assert.deepEqual([...(operations ?? [])], [10, 40, 70]);
  assert.equal(count, 9);
});

test('rows that are left over, at the end or before a hole, are kept, and no row spans the hole', () => {
  const seconds = [0, 1, 2, 3, 4, 100, 101, 102, 103];
  const rows = seconds.map((second) => [second, 0, second]);
  const { series } = generationOf(rows, [4]).readings(VALUE);
  assert.deepEqual([...series.seconds], [1, 3.5, 101, 103]);
  assert.deepEqual([...series.values], [1, 3.5, 101, 103]);
});

test('missing values stay missing where none of the three was read, and do not count', () => {
  const values = [1, Number.NaN, 5, Number.NaN, Number.NaN, 8, Number.NaN, Number.NaN, Number.NaN, 9, 9, 9];
  const rows = values.map((value, index) => [index, 0, value]);
  const { series, count } = generationOf(rows, [6]).readings(VALUE);
  assert.deepEqual([...series.seconds], [1, 4, 10]);
  assert.deepEqual([...series.values], [3, 8, 9]);
  assert.equal(count, 6);
});

test('an outlier in a thousand rows leaves no trace after two rounds', () => {
  const rows = Array.from({ length: 900 }, (_, index) => [index, 0, index % 100 === 50 ? 1e9 : index]);
  const { series } = generationOf(rows, [300, 600]).readings(VALUE);
  assert.ok(series.seconds.length <= 110, `${series.seconds.length} rows are held`);
  for (const [index, second] of series.seconds.entries())
    assert.ok(Math.abs((series.values[index] ?? 0) - second) <= 4, `${series.values[index]} at ${second}`);
});

test('thinned many times over, a trend stays what it is', () => {
  const random = seeded(1);
  const unit = unitOfColumn('rss_bytes');
  const rows = Array.from({ length: 86_400 }, (_, second) => [
    second,
    7 * second,
    Math.round(1e8 + (2e6 * second) / 3600 + 1e6 * random.gauss()),
  ]);
  const layout = { secondsPerUnit: 1, operations: 1, splits: [], series: [{ name: 'rss_bytes', place: 2 }] };
  const trendWith = (mostHeld: number) => {
    const intake = new Intake(layout, new LineProblems('a.csv'), mostHeld);
    for (const [index, row] of rows.entries()) intake.add(Float64Array.from(row), index + 2);
    const [generation] = intake.end();
    assert.ok((generation?.held ?? 0) <= mostHeld, `${generation?.held} rows are held`);
    const readings = generation?.readings(VALUE);
    assert.equal(readings?.count, rows.length);
    return readings && fitReadings(readings, unit, { low: 0.025, high: 0.025 });
  };
  const whole = trendWith(100_000);
  const thin = trendWith(10_000);
  assert.ok(whole && thin);
  const width = (whole.highPerHour ?? 0) - (whole.lowPerHour ?? 0);
  assert.ok(Math.abs((thin.slopePerHour ?? 0) - (whole.slopePerHour ?? 0)) < width / 2);
  assert.ok((thin.highPerHour ?? 0) - (thin.lowPerHour ?? 0) < 2 * width);
  assert.ok(Math.abs((thin.per1000Operations?.operationsPerHour ?? 0) - 7 * 3600) < 1);
});
