import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock } from '../../src/clock.ts';
import { Histogram } from '../../src/load/figure/histogram.ts';
import { createRecorder } from '../../src/soak/recorder.ts';
import { openForReading } from '../../src/store/database.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { newRun, operationSecond, sample } from '../store/stored-run.ts';

function histogramOf(times: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const ms of times) histogram.record(ms);
  return histogram;
}

/** Six windows of ten seconds of one operation: slow in the second one alone. */
const windows = Array.from({ length: 6 }, (_, index) =>
  Array.from({ length: 200 }, (__, at) => (index === 1 && at >= 180 ? 90 : 1) + at / 1000),
);

test('the percentiles of a minute are those of all its operations, though histograms are of ten seconds', async (context) => {
  const file = join(temporaryFolder(context), 'soakd.db');
  const writer = await openStoreWriter(file);
  const run = await writer.createRun(newRun());
  const recorder = createRecorder({
    run,
    clock: systemClock,
    originMonotonicMs: systemClock.monotonicMs(),
    write: (record) => writer.write(record),
  });
  for (const [index, times] of windows.entries()) {
    const monoMs = 10_000 * index;
    writer.write(sample(run, monoMs, {}));
    writer.write(operationSecond(run, monoMs));
    writer.write(operationSecond(run, monoMs, { operation: 1 }));
    const encoded = histogramOf(times).encode();
    const both = [0, 1].map((operation) => ({ operation, latency: encoded, service: encoded }));
    recorder.histogram({ monoMs, spanMs: 10_000, operations: both });
  }
  await writer.close();

  const truth = histogramOf(windows.flat());
  assert.ok((truth.percentileMs(95) ?? 0) < 2 && (histogramOf(windows[1] ?? []).percentileMs(95) ?? 0) > 50);
  const database = await openForReading(file);
  context.after(() => database.close());
  for (const view of ['load_minute', 'operation_minute']) {
    const rows = database
      .prepare<[], Record<string, number>>(
        `SELECT p50_ms, p95_ms, p99_ms, max_ms, service_p95_ms FROM ${view}`,
      )
      .all();
    assert.equal(rows.length, view === 'load_minute' ? 1 : 2);
    for (const row of rows)
      assert.deepEqual(
        Object.values(row).map((ms) => ms.toFixed(4)),
        [
          truth.percentileMs(50),
          truth.percentileMs(95),
          truth.percentileMs(99),
          truth.maxMs,
          truth.percentileMs(95),
        ].map((ms) => ms?.toFixed(4)),
      );
  }
});
