import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantileSorted } from 'simple-statistics';
import { GaugeWindow } from '../../src/alert/gauge-window.ts';
import { type LoadSecond, LoadWindow } from '../../src/alert/load-window.ts';
import type { LoadMetric, Statistic } from '../../src/plan/rule/rule.ts';

test('of a gauge the newest readings count, and no others', () => {
  const window = new GaugeWindow(60_000);
  for (let second = 0; second <= 300; second += 1) window.add(second * 1000, second);
  const tell = (statistic: Statistic): number | null => window.statistic(statistic, 300_000);
  assert.deepEqual(
    [tell({ kind: 'last' }), tell({ kind: 'max' }), tell({ kind: 'min' }), tell({ kind: 'mean' })],
    [300, 300, 241, 270.5],
  );
  const newest = Array.from({ length: 60 }, (_, index) => 241 + index);
  for (const percentile of [50, 95, 99])
    assert.equal(tell({ kind: 'percentile', percentile }), quantileSorted(newest, percentile / 100));
  assert.equal(window.statistic({ kind: 'last' }, 359_000), 300);
  assert.equal(
    window.statistic({ kind: 'last' }, 360_000),
    null,
    'what was read a minute ago is no reading of now',
  );
  assert.equal(tell({ kind: 'slope' }), null);
});

test('a window holds no more than its time has readings', () => {
  const window = new GaugeWindow(1000);
  for (let reading = 0; reading < 100_000; reading += 1) window.add(reading * 10, reading);
  assert.equal(window.size, 100);
});

const times = { p50Ms: 10, p95Ms: 20, p99Ms: 30, maxMs: 40 };
const second = (of: Partial<LoadSecond>): LoadSecond => ({
  operation: 0,
  ok: 8,
  failed: 1,
  blocked: 0,
  bypassed: 0,
  overblocked: 0,
  skipped: 1,
  due: 10,
  latency: times,
  service: times,
  ...of,
});

function tell(
  window: LoadWindow,
  metric: LoadMetric,
  more: Partial<Parameters<LoadWindow['tell']>[0]> = {},
): number | null {
  return window.tell({ metric, statistic: null, operation: null, asCount: false, ...more });
}

test('of the load the seconds of the window count, of one operation or of all together', () => {
  const window = new LoadWindow(5000);
  window.add(0, [second({ ok: 0, failed: 10 })]);
  for (let begin = 1000; begin <= 5000; begin += 1000)
    window.add(begin, [
      second({}),
      second({ operation: 1, ok: 30, failed: 0, skipped: 0, due: 30, latency: { ...times, maxMs: 90 } }),
    ]);
  assert.equal(window.seenToMs, 6000);
  assert.equal(tell(window, 'throughput'), 38);
  assert.equal(tell(window, 'throughput', { operation: 0 }), 8);
  assert.equal(tell(window, 'errors'), 10 / 200);
  assert.equal(tell(window, 'errors', { operation: 0 }), 0.2);
  assert.equal(tell(window, 'errors', { asCount: true }), 10);
  assert.equal(tell(window, 'success'), 190 / 200);
  assert.equal(tell(window, 'latency', { statistic: { kind: 'max' } }), 90);
  assert.equal(tell(window, 'service', { statistic: { kind: 'max' }, operation: 1 }), 40);
  const p95 = tell(window, 'latency', { statistic: { kind: 'percentile', percentile: 95 } }) ?? 0;
  assert.ok(Math.abs(p95 - 20) < 1, `p95 ${p95}`);
});

test('what came due and never ended did not succeed; where nothing was due, nothing is known', () => {
  const window = new LoadWindow(5000);
  assert.equal(tell(window, 'errors'), null);
  const nothing = { ok: 0, failed: 0, skipped: 0, latency: null, service: null };
  window.add(0, [second({ ...nothing, due: 0 })]);
  assert.equal(tell(window, 'errors'), null);
  assert.equal(tell(window, 'latency', { statistic: { kind: 'max' } }), null);
  window.add(1000, [second({ ...nothing, due: 7 })]);
  assert.deepEqual([tell(window, 'errors'), tell(window, 'success')], [1, 0]);
  assert.equal(tell(window, 'throughput', { statistic: { kind: 'min' } }), 0);
});

test('what should be blocked and was is a success, a bypass and a false positive are none', () => {
  const window = new LoadWindow(5000);
  const attacks = { ok: 3, bypassed: 3, blocked: 6, failed: 1, skipped: 0, due: 10 };
  const honest = { operation: 1, ok: 8, blocked: 2, overblocked: 2, failed: 0, skipped: 0, due: 10 };
  window.add(0, [second(attacks), second(honest)]);
  assert.equal(tell(window, 'success'), 14 / 20);
  assert.equal(tell(window, 'success', { operation: 0 }), 0.6);
  assert.equal(tell(window, 'throughput'), 14);
});
