import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mergeWindows, percentileSeries, rollingWindows } from '../../src/analysis/latency-windows.ts';
import { inTimeOrder } from '../../src/analysis/time-order.ts';
import { Histogram } from '../../src/load/figure/histogram.ts';
import type { HistogramRow } from '../../src/store/load-record.ts';
import { NO_POINTS } from '../../src/trend/points.ts';

const SPAN_MS = 60_000;

function row(minute: number, operation: number | null, latenciesMs: readonly number[]): HistogramRow {
  const latency = new Histogram();
  for (const ms of latenciesMs) latency.record(ms);
  const service = new Histogram();
  for (const ms of latenciesMs) service.record(ms / 2);
  return {
    operation,
    monoMs: minute * SPAN_MS,
    spanMs: SPAN_MS,
    latency: latency.encode(),
    service: service.encode(),
  };
}

test('a percentile over time stands at the middle of its window, over all operations in it', () => {
  const rows = [row(0, 0, [1, 1, 1]), row(0, 1, [9]), row(1, 0, [2]), row(3, 1, [4])];
  const [{ seconds, values } = NO_POINTS] = percentileSeries(rows, 'latency', [100], 1e9);
  assert.deepEqual(
    [[...seconds], [...values]],
    [
      [30, 90, 210],
      [9, 2, 4],
    ],
  );
});

test('several percentiles of the same windows come from one reading of them', () => {
  const [median, highest] = percentileSeries([row(0, 0, [1, 2, 9])], 'latency', [50, 100], 1e9);
  assert.deepEqual([median?.values.length, [...(highest?.values ?? [])]], [1, [9]]);
  assert.ok(Math.abs((median?.values[0] ?? 0) - 2) < 0.01);
});

test('the window that the end cut short stands at the middle of what there is of it', () => {
  const [{ seconds } = NO_POINTS] = percentileSeries(
    [row(0, 0, [1]), row(1, 0, [1])],
    'latency',
    [50],
    70_000,
  );
  assert.deepEqual([...seconds], [30, 65]);
});

test('a window without an ended operation is no point, and rows of all operations together count once', () => {
  const [{ values } = NO_POINTS] = percentileSeries(
    [row(0, 0, []), row(1, null, [99]), row(1, 0, [3])],
    'service',
    [100],
    1e9,
  );
  assert.deepEqual([...values], [1.5]);
});

test('a range takes the windows that lie in it by their greater part, also one that reaches beyond its end', () => {
  const rows = [0, 1, 2, 3].map((minute) => row(minute, 0, [minute + 1]));
  const counted = (fromMs: number, toMs: number) => {
    const histogram = mergeWindows(rows, fromMs, toMs)('latency', null);
    return [histogram.minMs, histogram.maxMs, histogram.count];
  };
  assert.deepEqual(counted(0, 240_000), [1, 4, 4]);
  assert.deepEqual(counted(29_000, 240_000), [1, 4, 4]);
  assert.deepEqual(counted(31_000, 240_000), [2, 4, 3]);
  // A run of ten seconds has one window, of a minute.
  assert.deepEqual(counted(0, 10_000), [1, 1, 1]);
  assert.deepEqual(counted(0, 130_000), [1, 3, 3]);
});

test('merged per operation and in all', () => {
  const merged = mergeWindows([row(0, 0, [1, 2]), row(0, 1, [8])], 0, 60_000);
  assert.deepEqual(
    [merged('latency', 0).count, merged('latency', 1).count, merged('latency', null).count],
    [2, 1, 3],
  );
  assert.equal(merged('service', null).maxMs, 4);
  assert.equal(merged('latency', 7).count, 0);
});

test('rolling windows are whole, follow each other and do not reach over a hole', () => {
  const rows = [0, 1, 2, 5, 6].map((minute) => row(minute, 0, [minute + 1]));
  const rolled = [...rollingWindows(rows, 120_000, 'latency', 1e9)].map(({ fromMs, toMs, histogram }) => [
    fromMs / SPAN_MS,
    toMs / SPAN_MS,
    histogram.maxMs,
  ]);
  assert.deepEqual(rolled, [
    [0, 2, 2],
    [1, 3, 3],
    [5, 7, 7],
  ]);
});

test('sources in the order of time are merged in the order of time, none lost', () => {
  const source = fc
    .array(fc.nat(100))
    .map((times) => times.toSorted((a, b) => a - b).map((monoMs) => ({ monoMs })));
  fc.assert(
    fc.property(fc.array(source, { maxLength: 4 }), (sources) => {
      const merged = [...inTimeOrder(sources)].map(({ monoMs }) => monoMs);
      const all = sources.flat().map(({ monoMs }) => monoMs);
      assert.deepEqual(
        merged,
        all.toSorted((a, b) => a - b),
      );
    }),
  );
});
