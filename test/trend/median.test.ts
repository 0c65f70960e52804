import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupedMedian } from '../../src/trend/median.ts';
import { near } from './near.ts';
import { seeded } from './simulate.ts';

const grouped = (readings: readonly number[], quantum = 1): number =>
  groupedMedian(Float64Array.from(readings), quantum) ?? Number.NaN;

test('the grouped median is that of Python’s statistics.median_grouped', () => {
  // from statistics import median_grouped as m
  // print(m([1, 2, 2, 3, 4, 4, 4, 4, 4, 5]), m([3, 1, 3, 4, 5, 3, 2]), m([10, 10, 10, 20], 10))
  near(grouped([1, 2, 2, 3, 4, 4, 4, 4, 4, 5]), 3.7, 1e-12);
  near(grouped([3, 1, 3, 4, 5, 3, 2]), 3.0, 1e-12);
  near(grouped([10, 10, 10, 20], 10), 11.666666666666668, 1e-12);
});

test('readings that all differ have their plain median, those that are all one that one; none have none', () => {
  assert.equal(grouped([3, 1, 2]), 2);
  assert.equal(grouped([4, 1, 2, 9]), 3);
  assert.equal(grouped([7, 7, 7, 7]), 7);
  assert.equal(groupedMedian(new Float64Array(0), 1), null);
});

test('of a level between two steps, whichever the rounding, the grouped median is nearer than the plain one', () => {
  const random = seeded(3);
  let plain = 0;
  let own = 0;
  for (let round = 0; round < 200; round += 1) {
    const level = 10 + random.uniform();
    const readings = Float64Array.from({ length: 60 }, () => Math.round(level + random.gauss()));
    plain += ((readings.toSorted()[30] ?? 0) - level) ** 2;
    own += ((groupedMedian(readings, 1) ?? 0) - level) ** 2;
  }
  assert.ok(own < plain / 2, `${own} beside ${plain}`);
});
