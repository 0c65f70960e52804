import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../src/clock.ts';
import { SoakdError } from '../../src/error.ts';
import { SATURATED } from '../../src/load/figure/saturation.ts';
import type { HistogramWindow } from '../../src/load/figure/window.ts';
import { type LoadOptions, type LoadProcess, startLoad } from '../../src/load/load.ts';
import type { LoadPlan } from '../../src/plan/load/load-plan.ts';
import { httpOperation, loadPlan, openModel, Totals } from './run-generator.ts';

const program = (name: string) => new URL(`../fixture/program/${name}.ts`, import.meta.url).pathname;

/** A process that prints its first line when it is ready. */
async function start(
  t: TestContext,
  name: string,
  ...args: string[]
): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, [program(name), ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  t.after(() => child.kill('SIGKILL'));
  const [line] = await once(child.stdout ?? child, 'data');
  return { child, line: String(line).trim() };
}

interface Running {
  readonly load: LoadProcess;
  readonly totals: Totals;
  readonly histograms: HistogramWindow[];
  readonly exits: { why: string; code: number | null; restarted: boolean }[];
  readonly done: Promise<void>;
  /** When this many seconds have been reported. */
  seconds(count: number): Promise<void>;
  readonly stop: AbortController;
}

function run(t: TestContext, plan: LoadPlan, parts: Partial<LoadOptions> = {}): Running {
  const totals = new Totals();
  const histograms: HistogramWindow[] = [];
  const exits: Running['exits'] = [];
  const stop = new AbortController();
  const waiting: { count: number; resolve: () => void }[] = [];
  let resolveDone = () => {};
  const done = new Promise<void>((resolve) => {
    resolveDone = resolve;
  });
  const load = startLoad({
    plan,
    originMonotonicMs: systemClock.monotonicMs(),
    startIndex: 0,
    limitOperations: null,
    histogramSpanMs: 1000,
    onSecond: (window) => {
      totals.add(window);
      for (const { count, resolve } of waiting) if (totals.windows.length >= count) resolve();
    },
    onHistogram: (window) => {
      histograms.push(window);
      totals.addHistograms(window.operations);
    },
    onExit: (why, code, restarted) => exits.push({ why, code, restarted }),
    onDone: resolveDone,
    signal: stop.signal,
    ...parts,
  });
  t.after(() => load[Symbol.dispose]());
  const seconds = (count: number) => new Promise<void>((resolve) => waiting.push({ count, resolve }));
  return { load, totals, histograms, exits, done, seconds, stop };
}

/** A zombie is dead, whether or not anybody has collected it yet. */
function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.charAt(stat.lastIndexOf(')') + 2) !== 'Z';
  } catch {
    return false;
  }
}

function assertConsecutive({ windows }: Totals): void {
  for (const [at, { monoMs }] of windows.entries()) {
    assert.equal(monoMs % 1000, 0);
    assert.equal(monoMs, (windows[0]?.monoMs ?? 0) + at * 1000);
  }
}

test('a server stopped for a second shows in the latency, not in the service time, and is not the load’s fault', async (t) => {
  const { child, line } = await start(t, 'load-server', 'fast');
  const plan = loadPlan([httpOperation(`http://127.0.0.1:${line}/`, { timeoutMs: 10_000 })], {
    model: openModel(1000),
    connections: 50,
  });
  const { totals, seconds, done } = run(t, plan, { limitOperations: 10_000 });
  await seconds(4);
  await wait(300);
  child.kill('SIGSTOP');
  const stoppedMs = systemClock.monotonicMs();
  await wait(1000);
  child.kill('SIGCONT');
  const stallMs = systemClock.monotonicMs() - stoppedMs;
  await done;
  assert.deepEqual([totals.due, totals.ok, totals.failures], [10_000, 10_000, {}]);
  assertConsecutive(totals);
  // Of 10,000 arrivals the 100 slowest came in the first 100 ms of the stall.
  const expectedMs = stallMs - 100;
  const p99Ms = totals.latency.percentileMs(99) ?? 0;
  assert.ok(Math.abs(p99Ms - expectedMs) <= 0.05 * expectedMs, `p99 ${p99Ms} ms, expected ${expectedMs} ms`);
  const serviceP99Ms = totals.service.percentileMs(99) ?? Number.POSITIVE_INFINITY;
  assert.ok(serviceP99Ms < 100, `p99 of service ${serviceP99Ms} ms`);
  // A full in-flight limit and a queue are the server's doing. A busy machine may delay the load itself meanwhile, so
  // what is held is the reason: only the load's own lateness counts, and waiting in the queue is no lateness.
  for (const { generator } of totals.windows) {
    const { lagP50Ms, lagP99Ms, loopDelayMs, cpuPct, saturated } = generator;
    const late =
      lagP99Ms > SATURATED.lagP99Ms || loopDelayMs > SATURATED.loopDelayMs || cpuPct > SATURATED.cpuPct;
    assert.equal(saturated, late, JSON.stringify(generator));
    assert.ok(lagP50Ms < SATURATED.lagP99Ms, JSON.stringify(generator));
  }
  assert.ok(
    totals.windows.some(({ generator }) => generator.inFlight === 50),
    'the stall filled the in-flight limit',
  );
});

test('a rate beyond this machine is saturated', async (t) => {
  const { line } = await start(t, 'load-server', 'fast');
  const plan = loadPlan([httpOperation(`http://127.0.0.1:${line}/`)], {
    model: openModel(50_000_000),
    connections: 50,
  });
  const { load, totals, seconds } = run(t, plan);
  await seconds(1);
  await load.stop({ drainMs: 0 });
  assert.equal(totals.windows[0]?.generator.saturated, true);
});

test('a killed load process is replaced, and what fell due in the gap is counted as skipped', async (t) => {
  const { line } = await start(t, 'load-server', 'fast');
  const plan = loadPlan([httpOperation(`http://127.0.0.1:${line}/`)], {
    model: openModel(2000),
    connections: 20,
  });
  const { load, totals, seconds, exits } = run(t, plan);
  await seconds(2);
  const killed = load.pid;
  assert.ok(killed !== null);
  await wait(300);
  process.kill(killed, 'SIGKILL');
  await seconds(5);
  assert.notEqual(load.pid, killed);
  assert.deepEqual(exits, [{ why: 'killed by SIGKILL', code: null, restarted: true }]);
  await load.stop({ drainMs: 2000 });
  assertConsecutive(totals);
  // Every second between the first and the last has exactly its arrivals, the gap included.
  for (const { generator } of totals.windows.slice(1, -1)) assert.equal(generator.offered, 2000);
  assert.equal(totals.due, load.nextIndex);
  assert.equal(totals.due, totals.ok + totals.failed + totals.skipped);
  assert.ok(totals.skipped >= 600, `${totals.skipped} skipped`);
  assert.equal(totals.latency.count, totals.due);
  assert.ok(
    totals.windows.some(({ generator }) => generator.saturated),
    'the gap is the load’s own fault',
  );
  assert.ok((totals.windows.at(-2)?.operations[0]?.ok ?? 0) > 1900, 'the new one works');
});

test('a load that keeps crashing is over after five restarts', async (t) => {
  const { line } = await start(t, 'load-server', 'fast');
  const { load, exits } = run(t, loadPlan([httpOperation(`http://127.0.0.1:${line}/`)]));
  for (let crash = 1; crash <= 6; crash++) {
    const { pid } = load;
    assert.ok(pid !== null);
    process.kill(pid, 'SIGKILL');
    while (exits.length < crash) await wait(5);
  }
  assert.deepEqual(
    exits.map(({ restarted }) => restarted),
    [true, true, true, true, true, false],
  );
  assert.equal(load.pid, null);
  await load.stop({ drainMs: 100 });
});

test('the load process ends when its owner is killed', async (t) => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const connected = once(server, 'connection');
  const { child, line } = await start(t, 'load-owner', String((server.address() as AddressInfo).port));
  const [socket] = await connected;
  const orphan = Number(line);
  t.after(() => {
    if (isAlive(orphan)) process.kill(orphan, 'SIGKILL');
  });
  const patience = AbortSignal.timeout(10_000);
  const closed = once(socket.on('error', () => {}).resume(), 'close', { signal: patience });
  child.kill('SIGKILL');
  await closed;
  while (isAlive(orphan)) await wait(5, undefined, { signal: patience });
});

test('a stopped load lets what is in flight end, and fails what does not', async (t) => {
  let answering = true;
  const server = createServer((socket) => {
    socket
      .on('error', () => {})
      .on('data', () => {
        if (answering) setTimeout(() => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'), 50);
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const patient = run(t, loadPlan([httpOperation(url)], { model: openModel(200), connections: 50 }));
  await patient.seconds(1);
  await patient.load.stop({ drainMs: 5000 });
  assert.deepEqual([patient.totals.ok, patient.totals.failures], [patient.totals.due, {}]);
  answering = false;
  const plan = loadPlan([httpOperation(url, { timeoutMs: 60_000 })], {
    model: openModel(200),
    connections: 7,
  });
  const hurried = run(t, plan);
  await hurried.seconds(1);
  await hurried.load.stop({ drainMs: 100 });
  assert.deepEqual(hurried.totals.failures, { unfinished: 7 });
  assert.equal(hurried.totals.skipped, hurried.totals.due - 7);
  assert.equal(hurried.totals.latency.count, hurried.totals.due);
});

test('an aborted load ends at once with its windows handed over', async (t) => {
  const { line } = await start(t, 'load-server', 'mute');
  const { load, totals, seconds, stop, exits } = run(
    t,
    loadPlan([httpOperation(`http://127.0.0.1:${line}/`)]),
  );
  await seconds(1);
  stop.abort();
  await load.stop({ drainMs: 0 });
  assert.equal(totals.due, totals.failed + totals.skipped);
  assert.deepEqual(exits, []);
});

test('a resumed load goes on at its index, at once, up to the same total', async (t) => {
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
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/\${seq}`;
  const { totals, done } = run(t, loadPlan([httpOperation(url)], { connections: 1 }), {
    startIndex: 1_000_000,
    limitOperations: 1_000_003,
  });
  await done;
  assert.deepEqual(paths, ['/1000000', '/1000001', '/1000002']);
  assert.deepEqual([totals.due, totals.ok, totals.skipped], [3, 3, 0]);
});

test('histogram windows are aligned at their span and hold what ended in them', async (t) => {
  const { line } = await start(t, 'load-server', 'fast');
  const plan = loadPlan([httpOperation(`http://127.0.0.1:${line}/`)]);
  const { totals, histograms, done } = run(t, plan, { histogramSpanMs: 2000, limitOperations: 1500 });
  await done;
  assert.equal(totals.latency.count, 1500);
  // The first begins with the load, the last may end with it.
  for (const [at, { monoMs, spanMs }] of histograms.entries()) {
    if (at > 0) assert.equal(monoMs % 2000, 0);
    if (at < histograms.length - 1) assert.equal((monoMs + spanMs) % 2000, 0);
    assert.equal(
      monoMs,
      at === 0 ? monoMs : (histograms[at - 1]?.monoMs ?? 0) + (histograms[at - 1]?.spanMs ?? 0),
    );
  }
});

test('a plan that cannot be sent is refused before anything is started', (t) => {
  const operation = httpOperation('http://127.0.0.1:1/', { headers: { 'content-length': '7' } });
  assert.throws(
    () => run(t, loadPlan([operation])),
    (error) => error instanceof SoakdError && error.hint !== null,
  );
  assert.throws(() => run(t, loadPlan([httpOperation('ftp://x/')])), SoakdError);
  assert.throws(() => run(t, loadPlan([httpOperation(`http://127.0.0.1:1/\${nothing}`)])), SoakdError);
});
