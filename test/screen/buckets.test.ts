import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Buckets } from '../../src/screen/buckets.ts';

test('a course of the whole run keeps the mean of what was read, however long the run grows', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 5000 }),
      (values) => {
        const course = new Buckets(0, null, 1000);
        for (const [second, value] of values.entries()) course.add(second * 1000, value);
        const { means, widthMs } = course.stretches();
        assert.ok(means.length <= 512);
        for (const [index, mean] of means.entries()) {
          const own = values.slice((index * widthMs) / 1000, ((index + 1) * widthMs) / 1000);
          const expected = own.reduce((sum, value) => sum + value, 0) / own.length;
          assert.ok(Math.abs(mean - expected) <= 1e-6 * 1e9, `${mean} is not ${expected}`);
        }
      },
    ),
    { numRuns: 50 },
  );
});

test('a course of the last hour lets the oldest go and keeps the hour', () => {
  const course = new Buckets(0, 3_600_000, 1000);
  for (let second = 0; second < 100_000; second += 1) course.add(second * 1000, second);
  const { fromMs, means, widthMs } = course.stretches();
  assert.ok(fromMs <= 100_000_000 - 3_600_000, `it begins at ${fromMs}`);
  assert.ok(means.length <= 512);
  assert.ok(Math.abs((course.at(99_000_000) ?? 0) - 99_000) <= widthMs / 1000);
  assert.equal(course.at(0), null);
});

test('where nothing was read there is nothing, and the last reading stands for what comes', () => {
  const course = new Buckets(0, null, 1000);
  course.add(0, 5);
  course.add(10_000, 7);
  course.add(11_000, Number.NaN);
  assert.equal(course.at(5000), null);
  assert.equal(course.at(60_000), 7);
  assert.deepEqual([...course.stretches().means].filter(Number.isFinite), [5, 7]);
});

test('a far jump of the clock neither hangs nor loses the newest reading', () => {
  for (const span of [null, 60_000]) {
    const course = new Buckets(0, span, 1000);
    course.add(0, 1);
    course.add(30 * 86_400_000, 2);
    assert.equal(course.at(30 * 86_400_000), 2);
  }
});
