import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateDatabaseBytes, type RowBytes } from '../../src/plan/database-size.ts';
import { peakPerSecond, plannedMs, plannedOperations } from '../../src/plan/extent.ts';
import { parsePlan } from '../../src/plan/parse.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { reloadOf } from '../../src/plan/reload.ts';

function plan(ending: string, load: string): Plan {
  const operations =
    'operations: [{ name: a, http: { get: "http://h/" } }, { name: b, http: { get: "http://h/" } }]';
  const text = `name: x\n${ending}\ntarget: { pid: 1 }\nsample: { every: 2s }\n${load === '' ? '' : `load: { ${load}, ${operations} }\n`}`;
  return parsePlan(text, { file: 'plan.yaml' }).plan;
}

const NOTHING: RowBytes = {
  sample: 0,
  self: 0,
  path: 0,
  scraped: 0,
  operationSecond: 0,
  generatorSecond: 0,
  histogramRow: 0,
  histograms: () => 0,
  trend: 0,
  run: 0,
};

test('operations are the area under the stages, the last one going on to the end', () => {
  assert.equal(plannedOperations(plan('duration: 100s', 'rate: 10/s')), 1000);
  const ramp = 'stages: [{ over: 100s, to: 10/s }]';
  assert.equal(plannedOperations(plan('duration: 100s', ramp)), 500);
  assert.equal(plannedOperations(plan('duration: 50s', ramp)), 125);
  assert.equal(plannedOperations(plan('duration: 200s', ramp)), 1500);
  assert.equal(plannedOperations(plan('duration: 100s', 'users: 5')), null);
  assert.equal(plannedOperations(plan('duration: 100s', '')), 0);
  assert.equal(peakPerSecond(plan('duration: 100s', ramp)), 10);
});

test('a reload adds its operations and its rows, at the rate at which the load had ended', () => {
  const ramp = 'stages: [{ over: 100s, to: 10/s }]';
  const drained = (ending: string, load: string): Plan =>
    plan(`${ending}\ndrain: { for: 60s, reload: 40s }`, load);
  assert.equal(plannedOperations(drained('duration: 50s', ramp)), 125 + 40 * 5);
  assert.equal(plannedOperations(drained('operations: 1500', ramp)), 1500 + 40 * 10);
  assert.equal(plannedOperations(drained('operations: 1500', 'users: 5')), null);
  const row: RowBytes = { ...NOTHING, sample: 1, generatorSecond: 100 };
  assert.equal(estimateDatabaseBytes(drained('duration: 100s', 'rate: 1/s'), 100_000, row), 100 + 140 * 100);
});

test('the load comes on again as it had ended', () => {
  const { load } = plan(
    'duration: 50s',
    'stages: [{ over: 100s, to: 10/s }, { over: 10s, from: 4/s, to: 2/s }]',
  );
  assert.ok(load);
  const perSecond = (ranMs: number): number | null => {
    const { model } = reloadOf(load, ranMs);
    const [only, ...more] = model.kind === 'open' ? model.stages : [];
    assert.deepEqual([more.length, only?.durationMs, only?.fromPerSecond], [0, null, only?.toPerSecond]);
    return only?.toPerSecond ?? null;
  };
  assert.deepEqual(
    [0, 50_000, 99_999, 105_000, 500_000].map(perSecond).map((rate) => rate?.toFixed(2)),
    ['0.00', '5.00', '10.00', '3.00', '2.00'],
  );
  const closed = plan('duration: 50s', 'users: 5').load;
  assert.ok(closed);
  assert.equal(reloadOf(closed, 50_000), closed);
});

test('a number of operations takes as long as its stages need', () => {
  assert.equal(
    Math.round(plannedMs(plan('operations: 1500', 'stages: [{ over: 100s, to: 10/s }]')) ?? 0),
    200_000,
  );
  assert.equal(plannedMs(plan('operations: 1500', 'stages: [{ over: 10s, from: 5/s, to: 0/s }]')), null);
  assert.equal(plannedMs(plan('operations: 1500', 'users: 5')), null);
});

test('the database grows by its run, its trends, its ticks, its seconds and its windows of histograms', () => {
  const row: RowBytes = {
    ...NOTHING,
    sample: 1,
    self: 10,
    operationSecond: 100,
    generatorSecond: 1000,
    histogramRow: 10_000,
    histograms: (operations) => 100_000 * operations,
    trend: 1e7,
    run: 1e9,
  };
  assert.equal(estimateDatabaseBytes(plan('duration: 60s', ''), 60_000, row), 1e9 + 4e7 + 30 * 11);
  // Two operations, and both together; 600 operations in all.
  const perWindow = 3 * 10_000;
  assert.equal(
    estimateDatabaseBytes(plan('duration: 60s', 'rate: 10/s'), 60_000, row),
    1e9 + 9e7 + 30 * 11 + 60 * 1200 + 60 * perWindow + 600 * 100_000,
  );
  assert.equal(
    estimateDatabaseBytes(plan('duration: 2h', 'rate: 10/s'), 7_200_000, { ...row, histograms: () => 0 }),
    1e9 + 9e7 + 3600 * 11 + 7200 * 1200 + 120 * perWindow,
  );
});

test('what a minute leaves in the database is told within a fifth', () => {
  // Two runs of 60 s, as they were measured: bytes that the file grew by.
  const target = 'target: { pid: 1 }';
  const operation = (name: string): string => `{ name: ${name}, http: { get: "http://h/" } }`;
  for (const [every, rate, operations, bytes] of [
    ['5s', '50/s', operation('a'), 77_824],
    ['250ms', '100/s', `${operation('a')}, ${operation('b')}`, 135_168],
  ] as const) {
    const text = `name: x\nduration: 60s\n${target}\nsample: { every: ${every} }\nload: { rate: ${rate}, operations: [${operations}] }\n`;
    const estimate = estimateDatabaseBytes(parsePlan(text, { file: 'plan.yaml' }).plan, 60_000);
    assert.ok(Math.abs(estimate / bytes - 1) < 0.2, `${estimate} of ${bytes}`);
  }
});
