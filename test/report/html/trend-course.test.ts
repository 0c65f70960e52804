import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssessedTrend } from '../../../src/analysis/assessed-trend.ts';
import { trendCourse } from '../../../src/report/html/trend-course.ts';
import { sample } from '../sample-assessment.ts';

function trend(of: Partial<AssessedTrend>): AssessedTrend {
  const [first] = sample.trends;
  assert.ok(first);
  return {
    ...first,
    fromS: 0,
    toS: 7200,
    slopeFromS: 3600,
    slopePerHour: 10,
    lowPerHour: 8,
    highPerHour: 14,
    end: { level: 50, low: 48, high: 52 },
    ...of,
  };
}

test('it ends at the fitted level, and its band opens from its middle on', () => {
  assert.deepEqual(trendCourse(trend({}), 0, 'anon', 1), {
    label: 'anon',
    line: 0,
    seconds: [3600, 5400, 7200],
    middle: [40, 45, 50],
    low: [38, 45, 49],
    high: [41, 45, 52],
  });
});

test('a step within it is drawn as one', () => {
  const course = trendCourse(trend({ shifts: [{ atS: 6000, size: 30 }] }), 0, 'anon', 1);
  assert.equal(course?.middle[0], 10);
  const at = course?.seconds.indexOf(6000) ?? 0;
  assert.ok(Math.abs((course?.middle[at] ?? 0) - (course?.middle[at - 1] ?? 0) - 30) < 0.01);
  assert.equal(course?.middle.at(-1), 50);
});

test('one on the logarithm grows by the same share, and its band never falls below zero', () => {
  const steep = trend({
    scale: 'log',
    steadyMedian: 40,
    slopePerHour: 40,
    lowPerHour: -400,
    highPerHour: 500,
  });
  const course = trendCourse(steep, 0, 'latency', 1);
  const [first = 0] = course?.middle ?? [];
  assert.ok(Math.abs(first - 50 / Math.E) < 1e-4, `${first}`);
  assert.ok(course?.low?.every((value) => value > 0));
});

test('an interval with an open end has no band, a trend without an interval no course', () => {
  assert.equal(trendCourse(trend({ highPerHour: Number.POSITIVE_INFINITY }), 0, 'anon', 1)?.high, null);
  const none = { slopePerHour: null, lowPerHour: null, highPerHour: null };
  assert.equal(trendCourse(trend(none), 0, 'anon', 1), null);
});

test('figures are told in the unit of the chart', () => {
  assert.deepEqual(trendCourse(trend({}), 0, 'cpu', 100)?.middle, [4000, 4500, 5000]);
});
