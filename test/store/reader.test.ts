import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { SoakdError } from '../../src/error.ts';
import { openStoreReader, type StoreReader } from '../../src/store/reader.ts';
import { openStoreWriter, type StoreWriter } from '../../src/store/writer.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { conductedByThis, newRun, operationSecond, sample, WALL_MS } from './stored-run.ts';

async function stored(
  t: test.TestContext,
  fill: (writer: StoreWriter) => Promise<void>,
): Promise<StoreReader> {
  const file = join(temporaryFolder(t), 'soakd.db');
  const writer = await openStoreWriter(file);
  await fill(writer);
  await writer.close();
  const reader = await openStoreReader(file);
  t.after(() => reader.close());
  return reader;
}

function messageOf(action: () => unknown): { message: string; hint: string } {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof SoakdError);
    return { message: error.message, hint: error.hint ?? '' };
  }
  assert.fail('it was not refused');
}

test('a run is found by latest, id, name and unique prefix, and by nothing else', async (t) => {
  const reader = await stored(t, async (writer) => {
    await writer.createRun(newRun({ id: 'abc111', name: 'nightly' }));
    await writer.createRun(newRun({ id: 'abd222', name: 'weekly' }));
    await writer.createRun(newRun({ id: 'xyz333', name: 'nightly' }));
    await writer.createRun(newRun({ id: 'nightl', name: 'abc' }));
  });
  const idOf = (reference?: string) => reader.findRun(reference).id;
  assert.equal(idOf(), 'nightl');
  assert.equal(idOf('latest'), 'nightl');
  assert.equal(idOf('abc111'), 'abc111');
  assert.equal(idOf('nightly'), 'xyz333');
  assert.equal(idOf('abc'), 'nightl');
  assert.equal(idOf('x'), 'xyz333');
  assert.equal(idOf('night'), 'nightl');
  const ambiguous = messageOf(() => reader.findRun('ab'));
  assert.match(ambiguous.message, /any of several runs: abd222 \(weekly\), abc111 \(nightly\)/);
  const unknown = messageOf(() => reader.findRun('nope'));
  assert.match(unknown.message, /no run is called "nope"/);
  assert.match(unknown.hint, /nightl \(abc\).*soakd runs/);
  for (const odd of ['', '%', '_', "'"]) messageOf(() => reader.findRun(odd));
  assert.deepEqual(
    reader.listRuns({ name: 'nightly' }).map(({ id }) => id),
    ['xyz333', 'abc111'],
  );
  assert.equal(reader.listRuns({ limit: 2 }).length, 2);
});

test('the latest run is the newest that began, unless none did', async (t) => {
  const reader = await stored(t, async (writer) => {
    for (const id of ['before', 'soaked', 'missed']) {
      const run = await writer.createRun(newRun({ id }));
      if (id !== 'missed') writer.write({ kind: 'run-update', run, state: 'failed', observedMs: 5000 });
      else writer.write({ kind: 'run-update', run, state: 'failed' });
    }
  });
  assert.equal(reader.findRun('latest').id, 'soaked');
  assert.equal(reader.findRun('missed').id, 'missed');
  const nothing = await stored(t, async (writer) => {
    const run = await writer.createRun(newRun({ id: 'missed' }));
    writer.write({ kind: 'run-update', run, state: 'failed' });
  });
  assert.equal(nothing.findRun('latest').id, 'missed');
});

test('an empty database says how to make a run', async (t) => {
  const reader = await stored(t, async () => {});
  const { message, hint } = messageOf(() => reader.findRun());
  assert.match(message, /holds no run yet/);
  assert.match(hint, /soakd demo/);
  assert.deepEqual(reader.listRuns(), []);
});

test('all facts of a run come back as they were given, beside its progress', async (t) => {
  const given = newRun();
  const reader = await stored(t, async (writer) => {
    const run = await writer.createRun(given);
    writer.write({ kind: 'run-update', run, observedMs: 5000, heartbeatWallMs: WALL_MS + 5000 });
    writer.write({ kind: 'run-update', run, phase: 'soak', ...conductedByThis() });
  });
  assert.deepEqual(reader.readRun(1), {
    ...given,
    run: 1,
    state: 'running',
    ownerKind: 'foreground',
    phase: 'soak',
    observedMs: 5000,
    heartbeatWallMs: WALL_MS + 5000,
    endedWallMs: null,
    verdict: null,
    thinnedWallMs: null,
  });
});

test('a run whose soakd is dead is said to be interrupted, and is an abandoned one', async (t) => {
  const reader = await stored(t, async (writer) => {
    const living = conductedByThis();
    const owners = {
      alive: living,
      ended: { ...living, state: 'completed', verdict: 'pass', ownerStartTicks: 1 },
      'pid-reused': { ...living, ownerStartTicks: 1 },
      'other-boot': { ...living, ownerBootId: 'another' },
      'never-owned': {},
      'not-judged': { ...living, state: 'lost', ownerStartTicks: 1, endedWallMs: WALL_MS },
    } as const;
    for (const [id, owner] of Object.entries(owners)) {
      const run = await writer.createRun(newRun({ id }));
      writer.write({ kind: 'run-update', run, phase: 'soak', ...owner });
    }
    await writer.createRun(newRun({ id: 'born-owned', ownership: conductedByThis() }));
    // Its owner may be named in a moment.
    await writer.createRun(newRun({ id: 'just-begun', startedWallMs: Date.now() }));
  });
  const states = Object.fromEntries(reader.listRuns().map(({ id, state }) => [id, state]));
  assert.deepEqual(states, {
    alive: 'running',
    ended: 'completed',
    'pid-reused': 'interrupted',
    'other-boot': 'interrupted',
    'never-owned': 'interrupted',
    'not-judged': 'lost',
    'born-owned': 'running',
    'just-begun': 'running',
  });
  const abandoned = reader.abandonedRuns().map(({ id }) => id);
  assert.deepEqual(abandoned, ['pid-reused', 'other-boot', 'never-owned', 'not-judged']);
  assert.equal(reader.findRun('pid-reused').state, 'interrupted');
});

test('the clock of a run is that of its last resumption', async (t) => {
  const reader = await stored(t, async (writer) => {
    const run = await writer.createRun(newRun());
    writer.write({ kind: 'run-update', run, bootId: 'later', monotonicOriginMs: -5000.25 });
  });
  const { bootId, monotonicOriginMs } = reader.readRun(1);
  assert.deepEqual([bootId, monotonicOriginMs], ['later', -5000.25]);
});

test('a column comes whole over many batches, without the samples that lack it', async (t) => {
  const reader = await stored(t, async (writer) => {
    const run = await writer.createRun(newRun());
    for (let at = 0; at < 9001; at++)
      writer.write(
        sample(run, at * 250, { rssBytes: at % 3 === 0 ? null : at, generation: at < 6000 ? 0 : 1 }),
      );
    writer.write(sample(run, 10, { target: 1, rssBytes: 1 }));
  });
  const expected = [...Array(9001).keys()].filter((at) => at % 3 !== 0);
  const { monoMs, values } = reader.sampleColumn(1, 0, 'rssBytes');
  assert.deepEqual([...values], expected);
  assert.deepEqual(
    [...monoMs],
    expected.map((at) => at * 250),
  );
  const second = reader.sampleColumn(1, 0, 'rssBytes', { generation: 1 });
  assert.deepEqual(
    [...second.values],
    expected.filter((at) => at >= 6000),
  );
  const span = reader.sampleColumns(1, 0, ['rssBytes', 'skewMs', 'cpuPct'], { fromMs: 250, toMs: 1000.5 });
  assert.deepEqual([...span.monoMs], [250, 500, 750, 1000]);
  assert.deepEqual([...span.values.rssBytes], [1, 2, Number.NaN, 4]);
  assert.deepEqual([...span.values.skewMs], [0.25, 0.25, 0.25, 0.25]);
  assert.equal(reader.sampleTimes(1, 0, { fromMs: 0, toMs: 250 }).length, 1);
  assert.equal(reader.lastSeenMs(1), 9000 * 250);
});

test('seconds keep their latencies exact to the nanosecond', async (t) => {
  const reader = await stored(t, async (writer) => {
    const run = await writer.createRun(newRun());
    writer.write(operationSecond(run, 0, { latencyP95Ms: 0.050123, serviceP50Ms: 12_345.678901 }));
    writer.write(operationSecond(run, 1000, { latencyP95Ms: null }));
  });
  assert.deepEqual([...reader.secondsColumn(1, 0, 'latencyP95Ms').values], [0.050123]);
  const { values } = reader.secondsColumns(1, 0, ['latencyP95Ms', 'serviceP50Ms', 'due']);
  assert.deepEqual([...values.serviceP50Ms], [12_345.678901, 1.25]);
  assert.deepEqual([...values.latencyP95Ms], [0.050123, Number.NaN]);
});

test('load is summed over operations and spans, in time order over hours', async (t) => {
  const reader = await stored(t, async (writer) => {
    const run = await writer.createRun(newRun());
    const other = await writer.createRun(newRun({ id: 'other' }));
    for (const second of [0, 1, 3599, 3600, 7300]) {
      writer.write(operationSecond(run, second * 1000, { ok: second + 1 }));
      writer.write(operationSecond(run, second * 1000, { operation: 1, ok: 1000 }));
    }
    writer.write(operationSecond(other, 0));
    const mark = { kind: 'mark', run, mark: 'lost', operation: 0 } as const;
    writer.write({ ...mark, monoMs: 1000, count: 2 });
    writer.write({ ...mark, monoMs: 7000, count: 3 });
    const failure = { kind: 'failures', run, failure: 'timeout', operation: 0 } as const;
    writer.write({ ...failure, monoMs: 0, count: 2 });
    writer.write({ ...failure, monoMs: 5000, count: 3 });
    writer.write({ ...failure, monoMs: 5000, operation: 1, failure: 'reset', count: 9 });
  });
  const seconds = reader.loadSeconds(1);
  assert.deepEqual([...seconds.monoMs], [0, 1000, 3_599_000, 3_600_000, 7_300_000]);
  assert.deepEqual([...seconds.values.ok], [1001, 1002, 4600, 4601, 8301]);
  assert.deepEqual(
    [...reader.loadSeconds(1, { operation: 0, fromMs: 1000, toMs: 3_600_000 }).values.ok],
    [2, 3600],
  );
  assert.equal(reader.loadTotals(1).ok, 1 + 2 + 3600 + 3601 + 7301 + 5000);
  assert.equal(reader.loadTotals(1, { operation: 1, fromMs: 1000, toMs: 3_600_000 }).ok, 2000);
  assert.deepEqual(reader.loadTotals(1, { fromMs: 1e9 }), {
    due: 0,
    sent: 0,
    ok: 0,
    failed: 0,
    blocked: 0,
    bypassed: 0,
    overblocked: 0,
    undecided: 0,
    skipped: 0,
  });
  assert.equal(reader.loadSeconds(1, { fromMs: 1e9 }).monoMs.length, 0);
  assert.deepEqual(reader.failureTotals(1), [
    { operation: 1, failure: 'reset', count: 9 },
    { operation: 0, failure: 'timeout', count: 5 },
  ]);
  assert.deepEqual(reader.markTotals(1), [{ operation: 0, mark: 'lost', count: 5 }]);
  assert.deepEqual(reader.markTotals(1, { toMs: 5000 }), [{ operation: 0, mark: 'lost', count: 2 }]);
  assert.deepEqual(reader.failureTotals(1, { operation: 0, toMs: 5000 }), [
    { operation: 0, failure: 'timeout', count: 2 },
  ]);
});

test('histograms come back byte for byte, by operation, never the row of all together', async (t) => {
  const bytes = (seed: number) => Uint8Array.from({ length: 3000 }, (_, index) => (index * seed) % 256);
  const reader = await stored(t, async (writer) => {
    const run = await writer.createRun(newRun());
    for (let minute = 0; minute < 450; minute++)
      for (const operation of [0, 1, null])
        writer.write({
          kind: 'histogram',
          run,
          operation,
          monoMs: minute * 60_000,
          spanMs: 60_000,
          latency: operation === null ? new Uint8Array() : bytes(minute),
          service: new Uint8Array(),
          latencyP95Ms: operation === null ? minute : null,
        });
  });
  const all = [...reader.histograms(1)];
  assert.equal(all.length, 900);
  for (const [index, row] of all.entries()) {
    assert.equal(row.operation, Math.floor(index / 450));
    assert.deepEqual(new Uint8Array(row.latency), bytes(index % 450));
  }
  assert.equal([...reader.histograms(1, { operation: 1, fromMs: 60_000, toMs: 180_000 })].length, 2);
  const windows = reader.latencyWindows(1, { fromMs: 60_000 });
  assert.deepEqual([windows.length, windows[0]?.operation, windows[0]?.latencyP95Ms], [449, null, 1]);
});

test('events, generations and availability come back as records', async (t) => {
  const reader = await stored(t, async (writer) => {
    const run = await writer.createRun(newRun());
    for (const monoMs of [3000, 1000, 2000])
      writer.write({
        kind: 'event',
        run,
        event: 'note',
        monoMs,
        wallMs: WALL_MS,
        target: null,
        text: `at ${monoMs}`,
        durationMs: null,
      });
    const generation = {
      kind: 'generation',
      run,
      target: 0,
      generation: 0,
      pid: 7,
      startTicks: 9,
      bootId: 'b',
      command: 'c',
      startedMs: 0,
    } as const;
    writer.write({ ...generation, endedMs: null, why: null, planned: false });
    writer.write({ ...generation, endedMs: 50, why: 'soak ended', planned: true });
    writer.write({ kind: 'unavailable', run, target: 0, metric: 'pss', monoMs: 5, reason: null });
  });
  const times = (rows: readonly { monoMs: number }[]) => rows.map(({ monoMs }) => monoMs);
  assert.deepEqual(times(reader.events(1)), [1000, 2000, 3000]);
  assert.deepEqual(times(reader.events(1, { sinceMs: 2000 })), [2000, 3000]);
  assert.deepEqual(times(reader.events(1, { limit: 1 })), [3000]);
  assert.deepEqual(reader.generations(1), [
    {
      target: 0,
      generation: 0,
      pid: 7,
      startTicks: 9,
      bootId: 'b',
      command: 'c',
      startedMs: 0,
      endedMs: 50,
      why: 'soak ended',
      planned: true,
    },
  ]);
  assert.deepEqual(reader.availability(1), [{ target: 0, metric: 'pss', monoMs: 5, reason: null }]);
});

test('paths, scraped series, soakd itself and the generator are series, too', async (t) => {
  const at = { wallMs: WALL_MS };
  const reader = await stored(t, async (writer) => {
    const run = await writer.createRun(newRun());
    const other = await writer.createRun(newRun({ id: 'other' }));
    for (const monoMs of [0, 1000]) {
      writer.write({ kind: 'path', run, ...at, path: 'state', monoMs, bytes: monoMs, files: null });
      writer.write({ kind: 'scraped', run, ...at, series: 'heap', monoMs, value: monoMs / 8 });
      writer.write({ kind: 'scraped', run: other, ...at, series: 'heap', monoMs, value: -1 });
      writer.write({
        kind: 'self',
        run,
        ...at,
        monoMs,
        rssBytes: 5,
        fds: 6,
        cpuPct: null,
        loopLagMs: 1.5,
        missedTicks: 0,
      });
      writer.write({
        kind: 'generator-second',
        run,
        ...at,
        monoMs,
        offered: 10,
        achieved: 9,
        lagP50Ms: 0.1,
        lagP99Ms: monoMs / 1000 + 0.5,
        loopDelayMs: 2,
        cpuPct: 20,
        rssBytes: 7,
        inFlight: 3,
        queued: 1,
        opened: 0,
        saturated: monoMs > 0,
      });
    }
  });
  assert.deepEqual([...reader.pathColumn(1, 'state', 'bytes').values], [0, 1000]);
  assert.equal(reader.pathColumn(1, 'state', 'files').values.length, 0);
  assert.deepEqual([...reader.scrapedColumn(1, 'heap').values], [0, 125]);
  assert.equal(reader.scrapedColumn(1, 'nothing').values.length, 0);
  assert.deepEqual([...reader.selfColumn(1, 'loopLagMs', { fromMs: 1 }).values], [1.5]);
  assert.deepEqual([...reader.generatorColumn(1, 'saturated').values], [0, 1]);
  assert.deepEqual(reader.generatorSummary(1), {
    seconds: 2,
    saturatedSeconds: 1,
    offered: 20,
    achieved: 18,
    lagP99MaxMs: 1.5,
    loopDelayMaxMs: 2,
    cpuMeanPct: 20,
    cpuMaxPct: 20,
    rssMaxBytes: 7,
    inFlightMax: 3,
    queuedMax: 1,
  });
  assert.equal(reader.generatorSummary(1, { fromMs: 5000 }).lagP99MaxMs, null);
});
