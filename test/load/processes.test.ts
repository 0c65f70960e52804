import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { systemClock } from '../../src/clock.ts';
import { arrivalsOf } from '../../src/load/arrival/arrivals.ts';
import { WHOLE } from '../../src/load/arrival/place.ts';
import { SecondMerge } from '../../src/load/figure/second-merge.ts';
import { type SecondReport, Tally } from '../../src/load/figure/tally.ts';
import { type LoadOptions, type LoadProcess, startLoad } from '../../src/load/load.ts';
import { BLOCKED, failed, OK } from '../../src/load/operation.ts';
import type { LoadPlan } from '../../src/plan/load/load-plan.ts';
import { httpOperation, loadPlan, openModel, Totals } from './run-generator.ts';

const self = { loopDelayMs: 0, cpuPct: 1, loopBusyPct: 1, rssBytes: 1 };
const EXPECTED = (['blocked', 'allowed'] as const).map((outcome) => ({ outcome, category: 'sqli' }));
const OUTCOMES = [OK, BLOCKED, failed('timeout'), failed('reset')] as const;

test('what several processes tell of a second is what one would have told that saw it all', () => {
  const ended = fc.record({
    part: fc.nat({ max: 2 }),
    operation: fc.nat({ max: 1 }),
    outcome: fc.constantFrom(...OUTCOMES),
    expected: fc.constantFrom(null, ...EXPECTED),
    // Whole milliseconds: the sum of others depends on the order in which they are added, in its last digit.
    latencyMs: fc.integer({ min: 1, max: 60_000 }).map((half) => 2 * half),
    lagMs: fc.nat({ max: 40 }),
  });
  fc.assert(
    fc.property(fc.array(ended, { maxLength: 60 }), (all) => {
      const parts = [new Tally(2), new Tally(2), new Tally(2)];
      const whole = new Tally(2);
      for (const { part, operation, outcome, expected, latencyMs, lagMs } of all) {
        for (const tally of [parts[part], whole]) {
          tally?.due(operation, lagMs);
          tally?.sent(operation);
          tally?.ended(operation, outcome, expected, latencyMs, latencyMs / 2);
          tally?.marks.add(operation, 'seen');
        }
      }
      const told: SecondReport[] = [];
      const merge = new SecondMerge(3, (report) => told.push(report));
      const state = { inFlight: 1, queued: 2, absent: false };
      for (const [part, tally] of parts.entries()) merge.add(part, tally.close(5000, self, state));
      const seen = whole.close(5000, self, state);
      const [merged] = told;
      assert.equal(told.length, 1);
      assert.deepEqual(merged?.window.operations, seen.window.operations);
      const byName = (list: readonly object[] = []) => list.map((one) => JSON.stringify(one)).sort();
      assert.deepEqual(byName(merged?.window.failures), byName(seen.window.failures));
      assert.deepEqual(byName(merged?.window.outcomes), byName(seen.window.outcomes));
      assert.deepEqual(byName(merged?.window.marks), byName(seen.window.marks));
      assert.deepEqual(merged?.histograms, seen.histograms);
      assert.deepEqual(merged?.lag, seen.lag);
      const { lagP99Ms, offered, inFlight, queued } = merged?.window.generator ?? {};
      const { generator } = seen.window;
      assert.deepEqual([lagP99Ms, offered, inFlight, queued], [generator.lagP99Ms, generator.offered, 3, 6]);
    }),
  );
});

const report = (monoMs: number, saturated = false): SecondReport => {
  const tally = new Tally(1);
  tally.due(0, saturated ? 1000 : 0);
  return tally.close(monoMs, self, { inFlight: 0, queued: 0, absent: false });
};

test('a second is told when all have told of it, or have ended', () => {
  const told: string[] = [];
  const merge = new SecondMerge(2, ({ window }) =>
    told.push(`${window.monoMs}: ${window.generator.offered}`),
  );
  merge.add(0, report(1000));
  merge.add(0, report(2000));
  assert.deepEqual(told, []);
  merge.add(1, report(1000));
  assert.deepEqual(told, ['1000: 2']);
  merge.end(1);
  assert.deepEqual(told, ['1000: 2', '2000: 1']);
  merge.add(0, report(3000));
  merge.end(0);
  assert.deepEqual(told.slice(2), ['3000: 1']);
});

test('one process that falls behind makes the second saturated, whatever the others do', () => {
  let saturated: boolean | null = null;
  const merge = new SecondMerge(2, ({ window }) => {
    saturated = window.generator.saturated;
  });
  merge.add(0, report(1000));
  merge.add(1, report(1000, true));
  assert.equal(saturated, true);
});

test('a process that owes many seconds is told', () => {
  const merge = new SecondMerge(2, () => {});
  for (let second = 0; second <= 10; second += 1) merge.add(0, report(second * 1000));
  assert.deepEqual([merge.silentFor(20), merge.silentFor(10)], [[], [1]]);
});

test('the shares of a load are its arrivals, each of one process alone', () => {
  const places = fc.record({ startIndex: fc.nat({ max: 10_000 }), of: fc.integer({ min: 1, max: 7 }) });
  fc.assert(
    fc.property(places, fc.constantFrom('even', 'poisson'), ({ startIndex, of }, spacing) => {
      const plan = loadPlan([httpOperation('http://127.0.0.1:1/')], {
        model: { ...openModel(100), kind: 'open', spacing } as LoadPlan['model'],
      });
      const limitOperations = startIndex + 100;
      const arrivalsIn = (part: number, all: number): string[] => {
        const share = all === 1 ? WHOLE : { part, of: all };
        const arrivals = arrivalsOf(plan, { startIndex, limitOperations, ranMs: 0, share });
        const own: string[] = [];
        for (; !arrivals.exhausted; arrivals.take()) {
          assert.equal(arrivals.index % all, part % all);
          own.push(`${arrivals.index} at ${arrivals.dueMs}`);
        }
        return own;
      };
      const shares = Array.from({ length: of }, (_, part) => arrivalsIn(part, of));
      assert.deepEqual(shares.flat().sort(), arrivalsIn(0, 1).sort());
    }),
  );
});

interface Running {
  readonly load: LoadProcess;
  readonly totals: Totals;
  readonly exits: string[];
  readonly done: Promise<void>;
  seconds(count: number): Promise<void>;
}

/** With the paths that a server of the test was asked for. */
async function run(
  t: TestContext,
  parts: Partial<LoadPlan>,
  options: Partial<LoadOptions> = {},
): Promise<Running & { readonly paths: string[] }> {
  const paths: string[] = [];
  const server = createServer((socket) => {
    socket
      .on('error', () => {})
      .on('data', (bytes) => {
        paths.push(String(bytes).split(' ')[1] ?? '');
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const totals = new Totals();
  const exits: string[] = [];
  const { promise: done, resolve: onDone } = Promise.withResolvers<void>();
  const waiting: { count: number; resolve: () => void }[] = [];
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/\${seq}`;
  const load = startLoad({
    plan: loadPlan([httpOperation(url, { timeoutMs: 10_000 })], parts),
    originMonotonicMs: systemClock.monotonicMs(),
    startIndex: 0,
    limitOperations: null,
    histogramSpanMs: 1000,
    onSecond: (window) => {
      totals.add(window);
      for (const { count, resolve } of waiting) if (totals.windows.length >= count) resolve();
    },
    onHistogram: ({ operations }) => totals.addHistograms(operations),
    onExit: (why) => exits.push(why),
    onDone,
    signal: new AbortController().signal,
    ...options,
  });
  t.after(() => load[Symbol.dispose]());
  const seconds = (count: number) => new Promise<void>((resolve) => waiting.push({ count, resolve }));
  return { load, totals, exits, done, seconds, paths };
}

test('two processes send every arrival once, and their seconds are told as those of one', async (t) => {
  const { load, totals, done, paths } = await run(t, { processes: 2 }, { limitOperations: 701 });
  assert.equal(new Set(load.pids).size, 2);
  await done;
  const expected = Array.from({ length: 701 }, (_, index) => `/${index}`);
  assert.deepEqual([...paths].sort(), expected.sort());
  assert.deepEqual([totals.due, totals.ok, totals.latency.count, load.nextIndex], [701, 701, 701, 701]);
  const seconds = totals.windows.map(({ monoMs }) => monoMs);
  assert.deepEqual(
    seconds,
    seconds.map((_, at) => (seconds[0] ?? 0) + at * 1000),
  );
});

test('users are shared among processes, and each waits for its replies', async (t) => {
  const model = { kind: 'closed', users: 5, thinkTimeMs: 5 } as const;
  const { totals, done, paths } = await run(
    t,
    { processes: 2, model, connections: 5 },
    { limitOperations: 300 },
  );
  await done;
  assert.equal(new Set(paths).size, 300);
  assert.deepEqual([totals.due, totals.ok], [300, 300]);
});

test('one of two processes that is killed is replaced, and the other goes on', async (t) => {
  const { load, totals, exits, seconds } = await run(t, { processes: 2, model: openModel(200) });
  await seconds(2);
  const [kept, killed] = load.pids;
  assert.ok(typeof killed === 'number');
  process.kill(killed, 'SIGKILL');
  await seconds(6);
  assert.deepEqual(exits, ['killed by SIGKILL']);
  assert.equal(load.pids[0], kept);
  assert.notEqual(load.pids[1], killed);
  await load.stop({ drainMs: 2000 });
  assert.equal(totals.due, load.nextIndex);
  assert.equal(totals.due, totals.ok + totals.failed + totals.skipped);
  for (const { generator } of totals.windows.slice(1, -1)) assert.equal(generator.offered, 200);
});

test('a rate beyond what several processes can send is saturated', async (t) => {
  const { load, totals, seconds } = await run(t, {
    processes: 2,
    model: openModel(50_000_000),
    connections: 10,
  });
  await seconds(1);
  await load.stop({ drainMs: 0 });
  assert.equal(totals.windows[0]?.generator.saturated, true);
});
