import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { decideTrend, decideTrendPerOperation } from '../../src/trend/decide-trend.ts';
import { fitTrend } from '../../src/trend/fit-trend.ts';
import type { Trend } from '../../src/trend/trend.ts';
import { near } from './near.ts';
import { optionsFor } from './shapes.ts';

/**
 * RssAnon of real Node services (fixture/series/service.ts, recorded by record.ts): about 200 requests a second, a
 * reading in 250 ms. The ones called young ran with V8's own size of the young generation, which takes a service under
 * light load minutes to fill: for all of that time a sound one rises as steadily as a leak. The others ran with
 * --max-semi-space-size=1.
 */
function fitRecorded(name: string, untilS = Number.POSITIVE_INFINITY): Trend {
  const text = readFileSync(new URL(`../fixture/series/${name}.csv`, import.meta.url), 'utf8');
  const rows = text
    .trim()
    .split('\n')
    .slice(1)
    .filter((row) => Number.parseInt(row, 10) <= untilS * 1000);
  const columns = rows.map((row) => row.split(',').map(Number));
  const column = (place: number, factor: number): Float64Array =>
    Float64Array.from(columns, (row) => (row[place] ?? Number.NaN) * factor);
  return fitTrend(
    { seconds: column(0, 1e-3), values: column(1, 1024) },
    optionsFor(0.25, { quantum: 4096, operations: column(2, 1) }),
  );
}

const MIB = 2 ** 20;
const BUDGET_PER_HOUR = 500 * MIB;
const BUDGET_PER_1000 = 0.7 * MIB;

/** What one kept record costs, by the heap's own count: `node --expose-gc service.ts calibrate`. */
const TRUE_BYTES_PER_OPERATION = 3922;

/** The sound twin of soakd's demo: it levels off until the very end, so that no operations are left after its warm-up. */
test('a service that levels off to the end is cleared per operation as well as per hour', () => {
  const trend = fitRecorded('levelling-90s');
  assert.equal(decideTrend(trend, BUDGET_PER_HOUR, 'rise').outcome, 'clean');
  assert.equal(decideTrendPerOperation(trend, BUDGET_PER_1000, 'rise').outcome, 'clean');
});

/** The leaky twin: its line bends a little, which a long warm-up of small size explains best. */
test('a leak whose line bends a little is found whenever one looks', () => {
  for (let untilS = 45; untilS <= 90; untilS += 1) {
    const decision = decideTrend(fitRecorded('bending-leak-90s', untilS), BUDGET_PER_HOUR, 'rise');
    assert.equal(decision.outcome, 'leak', `after ${untilS} s: ${decision.reason}`);
  }
});

for (const name of ['steady-90s', 'churn-90s', 'churn-young-300s']) {
  test(`a sound service is cleared: ${name}`, () => {
    const trend = fitRecorded(name);
    assert.equal(decideTrend(trend, BUDGET_PER_HOUR, 'rise').outcome, 'clean');
    assert.equal(decideTrendPerOperation(trend, BUDGET_PER_1000, 'rise').outcome, 'clean');
  });
}

test('a sound service that has only just stopped growing is neither cleared nor blamed', () => {
  const trend = fitRecorded('steady-young-120s');
  const decision = decideTrend(trend, BUDGET_PER_HOUR, 'rise');
  assert.equal(decision.outcome, 'inconclusive');
  assert.match(decision.reason, /levelling off/);
  assert.equal(decideTrendPerOperation(trend, BUDGET_PER_1000, 'rise').outcome, 'inconclusive');
});

test('a service that keeps every record is found out, its slope within 15 % of what a record costs', () => {
  const trend = fitRecorded('leak-90s');
  assert.equal(decideTrend(trend, BUDGET_PER_HOUR, 'rise').outcome, 'leak');
  assert.equal(decideTrendPerOperation(trend, BUDGET_PER_1000, 'rise').outcome, 'leak');
  near(trend.per1000Operations?.slope ?? 0, 1000 * TRUE_BYTES_PER_OPERATION, 0.15);
  near(trend.slopePerHour ?? 0, 200 * 3600 * TRUE_BYTES_PER_OPERATION, 0.15);
});
