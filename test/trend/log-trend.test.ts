import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideTrend } from '../../src/trend/decide-trend.ts';
import { fitTrend } from '../../src/trend/fit-trend.ts';
import { fitLogTrend, fitsLogScale } from '../../src/trend/log-trend.ts';
import type { Series } from '../../src/trend/trend.ts';
import { optionsFor } from './shapes.ts';
import { seeded, simulate } from './simulate.ts';

const HOUR = 3600;
const MINUTE = optionsFor(60, { quantum: 0.01 });

/** Eight hours of times around 5 ms that grow by a share per hour and scatter by a share of themselves. */
function times(growthPerHour: number, scatter: number, seed: number): Series {
  const random = seeded(seed);
  return simulate(
    8 * HOUR,
    60,
    (second) => 5 * Math.exp((growthPerHour * second) / HOUR + scatter * random.gauss()),
    () => 0,
  );
}

function near(actual: number | null, expected: number, tolerance: number): void {
  assert.ok(actual !== null && Math.abs(actual - expected) <= tolerance, `${actual} is not near ${expected}`);
}

test('the slope is that of the logarithm, told at the steady median', () => {
  const trend = fitLogTrend(times(0.03, 0.05, 0), MINUTE);
  near((trend.slopePerHour ?? 0) / trend.steadyMedian, 0.03, 0.003);
  assert.ok((trend.lowPerHour ?? 0) / trend.steadyMedian < 0.03);
  assert.ok((trend.highPerHour ?? 0) / trend.steadyMedian > 0.03);
  // Half way: 5 ms × e^(0.03 · 4), and an eighth of the time on either side of the quarters' middles.
  near(trend.steadyMedian, 5 * Math.exp(0.12), 0.05);
  for (const [quarter, median] of trend.quarterMedians.entries())
    near(median, 5 * Math.exp(0.03 * (1 + 2 * quarter)), 0.06);
});

test('what is far below or above the budget is decided as it should be, relative or in ms', () => {
  const growing = fitLogTrend(times(0.2, 0.05, 2), MINUTE);
  assert.equal(decideTrend(growing, 0.02 * growing.steadyMedian, 'rise').outcome, 'leak');
  assert.equal(decideTrend(growing, 0.2, 'rise').outcome, 'leak');
  assert.equal(decideTrend(growing, 20, 'rise').outcome, 'clean');
  const flat = fitLogTrend(times(0, 0.05, 3), MINUTE);
  assert.equal(decideTrend(flat, 0.02 * flat.steadyMedian, 'rise').outcome, 'clean');
});

test('where the scatter is a share of the level, the logarithm finds what a straight line does not', () => {
  const found = { log: 0, linear: 0 };
  for (let seed = 0; seed < 20; seed += 1) {
    const series = times(0.3, 0.5, seed);
    const isFound = (trend: ReturnType<typeof fitTrend>): boolean =>
      decideTrend(trend, 0.02 * trend.steadyMedian, 'rise').outcome === 'leak';
    if (isFound(fitLogTrend(series, MINUTE))) found.log += 1;
    if (isFound(fitTrend(series, MINUTE))) found.linear += 1;
  }
  assert.ok(found.log === 20 && found.linear < found.log, JSON.stringify(found));
});

test('the trend of times in another unit is the same in that unit', () => {
  const series = times(0.1, 0.05, 4);
  const micro = { ...series, values: series.values.map((value) => 1000 * value) };
  const [ms, us] = [fitLogTrend(series, MINUTE), fitLogTrend(micro, { ...MINUTE, quantum: 10 })];
  near((us.slopePerHour ?? 0) / 1000, ms.slopePerHour ?? 0, 1e-9);
  near(us.steadyMedian / 1000, ms.steadyMedian, 1e-9);
  near(us.sigma / 1000, ms.sigma, 1e-9);
  assert.equal(us.pattern, ms.pattern);
});

test('a few zeros are one step of the clock, many or a negative time make the scale linear', () => {
  const series = times(0, 0.05, 5);
  const some = { ...series, values: series.values.map((value, index) => (index % 50 === 0 ? 0 : value)) };
  const trend = fitLogTrend(some, MINUTE);
  assert.equal(fitsLogScale(some.values), true);
  near(trend.steadyMedian, 5, 0.05);
  assert.ok(Number.isFinite(trend.slopePerHour));
  const many = { ...series, values: series.values.map((value, index) => (index % 2 === 0 ? 0 : value)) };
  assert.equal(fitsLogScale(many.values), false);
  assert.deepEqual(fitLogTrend(many, MINUTE), fitTrend(many, MINUTE));
  assert.equal(fitsLogScale(Float64Array.of(5, -1, 5)), false);
});

test('a step is told by how much was added to what was there before it', () => {
  const random = seeded(6);
  const series = simulate(
    8 * HOUR,
    60,
    (second) => (second < 3 * HOUR ? 5 : 20) * Math.exp(0.05 * random.gauss()),
    () => 0,
  );
  const { shifts, steadyMedian } = fitLogTrend(series, MINUTE);
  assert.equal(shifts.length, 1);
  near(shifts[0]?.atS ?? null, 3 * HOUR, 120);
  near(shifts[0]?.size ?? null, 15, 0.5);
  // Of all: three eighths of it are of the time before.
  near(steadyMedian, 19.2, 0.3);
});

test('a constant time is bounded by its resolution, too few readings are told as such, none at all do no harm', () => {
  const constant = simulate(
    HOUR,
    10,
    () => 5,
    () => 0,
  );
  const flat = fitLogTrend(constant, optionsFor(10, { quantum: 0.05 }));
  assert.equal(flat.family, 'constant');
  near(flat.highPerHour, 0.05, 0.001);
  const short = fitLogTrend(
    { seconds: constant.seconds.subarray(0, 10), values: constant.values.subarray(0, 10) },
    MINUTE,
  );
  assert.match(short.trouble ?? '', /too short/);
  near(short.steadyMedian, 5, 1e-9);
  const none = fitLogTrend({ seconds: new Float64Array(0), values: new Float64Array(0) }, MINUTE);
  assert.deepEqual([none.steadyMedian, ...none.quarterMedians], [0, 0, 0, 0, 0]);
});
