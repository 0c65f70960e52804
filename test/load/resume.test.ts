import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HistogramSpans } from '../../src/load/figure/histogram-span.ts';
import { Generator } from '../../src/load/generator.ts';
import type { LoadModel } from '../../src/plan/load/model-plan.ts';
import { httpOperation, loadPlan, openModel, runGenerator, Totals } from './run-generator.ts';

/** One second of ten, two of none, then fifty a second. */
const STAGES: LoadModel = {
  kind: 'open',
  stages: [
    { durationMs: 1000, fromPerSecond: 10, toPerSecond: 10 },
    { durationMs: 2000, fromPerSecond: 0, toPerSecond: 0 },
    { durationMs: null, fromPerSecond: 50, toPerSecond: 50 },
  ],
};
const NOW_MS = 10_400;

function begun(given: { startIndex: number; ranMs?: number; fromSecondMs?: number; model?: LoadModel }) {
  const { model = STAGES, ...place } = given;
  return new Generator({
    plan: loadPlan([httpOperation('http://127.0.0.1:9/')], { model }),
    limitOperations: null,
    resumed: null,
    nowMs: () => NOW_MS,
    onSecond() {},
    onDone() {},
    ...place,
  });
}

test('a load that begins has its schedule from now on, also where that begins with rest', () => {
  assert.equal(begun({ startIndex: 0, ranMs: 0 }).loadStartMs, NOW_MS);
  const [, ...restFirst] = STAGES.stages;
  assert.equal(
    begun({ startIndex: 0, ranMs: 0, model: { kind: 'open', stages: restFirst } }).loadStartMs,
    NOW_MS,
  );
});

test('a load that goes on in the middle of a rest keeps what is left of it', () => {
  assert.equal(begun({ startIndex: 10, ranMs: 1800 }).loadStartMs, NOW_MS - 1800);
});

test('a load that lags behind its schedule sends its next arrival at once, and none is dropped', () => {
  // Arrival 12 is due 40 ms after the rest, at 3040.
  assert.equal(begun({ startIndex: 12, ranMs: 5000 }).loadStartMs, NOW_MS - 3040);
  assert.equal(begun({ startIndex: 12 }).loadStartMs, NOW_MS - 3040);
});

test('a second that is told already is not told again', () => {
  assert.equal(begun({ startIndex: 0 }).secondMs, 10_000);
  assert.equal(begun({ startIndex: 0, fromSecondMs: 11_000 }).secondMs, 11_000);
  assert.equal(begun({ startIndex: 0, fromSecondMs: 4000 }).secondMs, 10_000);
});

test('what falls due before the first second that may be told is counted in it', async () => {
  const totals = new Totals();
  const beganMs = performance.now();
  await new Promise<void>((resolve) => {
    new Generator({
      plan: loadPlan([httpOperation('http://127.0.0.1:1/')], { model: openModel(100) }),
      startIndex: 50,
      limitOperations: 80,
      fromSecondMs: 1000,
      resumed: null,
      nowMs: () => performance.now() - beganMs,
      onSecond: ({ window }) => totals.add(window),
      onDone: resolve,
    }).start();
  });
  assert.equal(totals.due, 30);
  assert.equal(totals.windows[0]?.monoMs, 1000);
});

test('a window of histograms that is cut short by the end of the load ends with its last second', async () => {
  const { latency } = await runGenerator(loadPlan([httpOperation('http://127.0.0.1:1/')]), 20);
  const windows: { monoMs: number; spanMs: number }[] = [];
  const encoded = { operation: 0, latency: latency.encode(), service: latency.encode() };
  for (const seconds of [
    [61_000, 62_000, 63_000],
    [66_000, 118_000, 119_000, 120_000],
  ]) {
    const spans = new HistogramSpans(60_000, ({ monoMs, spanMs }) => windows.push({ monoMs, spanMs }));
    for (const second of seconds) spans.add(second, [encoded]);
    spans.flush();
  }
  assert.deepEqual(windows, [
    { monoMs: 61_000, spanMs: 3000 },
    { monoMs: 66_000, spanMs: 54_000 },
    { monoMs: 120_000, spanMs: 1000 },
  ]);
});
