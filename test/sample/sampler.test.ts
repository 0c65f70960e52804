import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock } from '../../src/clock.ts';
import type { Finding } from '../../src/sample/finding.ts';
import type { SampledProcess, Tick } from '../../src/sample/sample.ts';
import { type Sampler, type SamplerOptions, startSampler } from '../../src/sample/sampler.ts';
import { startTargetProgram } from './target-program.ts';

const EVERY_MS = 100;

/** A sampler and its ticks; `until` resolves with the first tick, past or to come, that fits. */
function sample(options: Partial<SamplerOptions>) {
  const ticks: Tick[] = [];
  const findings: Finding[] = [];
  let came = () => {};
  const sampler: Sampler = startSampler({
    everyMs: EVERY_MS,
    clock: systemClock,
    originMonotonicMs: systemClock.monotonicMs(),
    procRoot: '/proc',
    processes: () => [],
    paths: [],
    scrape: null,
    onTick: (tick) => {
      ticks.push(tick);
      came();
    },
    onFinding: (finding) => findings.push(finding),
    signal: new AbortController().signal,
    ...options,
  });
  const until = async (fits: (tick: Tick) => boolean): Promise<Tick> => {
    for (let at = 0; ; at++) {
      while (at >= ticks.length)
        await new Promise<void>((resolve) => {
          came = resolve;
        });
      const tick = ticks[at];
      if (tick !== undefined && fits(tick)) return tick;
    }
  };
  return { sampler, ticks, findings, until };
}

test('reads a tree, a path and a scrape at each deadline, the first at once', async () => {
  await using program = await startTargetProgram(true);
  await program.ask({ kind: 'fork', command: ['sleep', '60'] });
  await program.ask({ kind: 'connect', connections: 3 });
  const folder = mkdtempSync(join(tmpdir(), 'soakd-sampler-'));
  writeFileSync(join(folder, 'state.db'), Buffer.alloc(4321));
  const server = createServer((_, response) => response.end('heap_bytes{space="old"} 7\n'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { sampler, ticks, findings, until } = sample({
    processes: () => [program.process],
    paths: [{ name: 'state', path: folder }],
    scrape: { url: `http://127.0.0.1:${port}/metrics`, series: ['heap_bytes'] },
  });
  try {
    assert.equal(ticks.length, 1);
    const first = ticks[0]?.targets[0];
    assert.equal(first?.state, 'read');
    assert.equal(first.processes, 2);
    assert.equal(first.cpuPct, null);
    assert.deepEqual(first.unavailable, {});
    const target = (tick: Tick) => tick.targets[0];
    const pss = target(await until((tick) => target(tick)?.pssBytes !== null));
    assert.ok((pss?.pssBytes ?? 0) > 0 && (pss?.pssBytes ?? 0) <= (pss?.rssBytes ?? 0) * 1.5);
    assert.equal(target(await until((tick) => target(tick)?.connections !== null))?.connections, 6);
    const walked = await until((tick) => tick.paths[0]?.bytes !== null);
    assert.deepEqual(walked.paths, [{ name: 'state', bytes: 4321, files: 1, unavailable: null }]);
    const scraped = await until((tick) => tick.scraped[0]?.value !== null);
    assert.deepEqual(scraped.scraped, [{ series: 'heap_bytes', value: 7, unavailable: null }]);
    // A child that comes during the run is found by the probe.
    await program.ask({ kind: 'fork', command: ['sleep', '60'] });
    const grown = await until((tick) => target(tick)?.processes === 3);
    assert.ok((grown.targets[0]?.cpuPct ?? -1) >= 0);
    for (const { dueMs, monoMs, self } of ticks.slice(1)) {
      assert.equal(dueMs % EVERY_MS, 0);
      assert.ok(monoMs >= dueMs);
      assert.ok(self.rssBytes > 0 && self.fds > 0 && self.loopLagMs >= 0);
    }
    assert.deepEqual(findings, []);
  } finally {
    await sampler.stop();
    server.close();
    rmSync(folder, { recursive: true });
  }
});

test('every deadline is taken once or counted as missed, also when the loop is held up', async () => {
  const { sampler, ticks, until } = sample({});
  await until((tick) => tick.dueMs >= 2 * EVERY_MS);
  const heldUpUntilMs = systemClock.monotonicMs() + 800;
  while (systemClock.monotonicMs() < heldUpUntilMs);
  const late = await until((tick) => tick.missed > 0);
  await until((tick) => tick.dueMs >= late.dueMs + 2 * EVERY_MS);
  await sampler.stop();
  assert.equal(late.disturbance?.kind, 'stall');
  assert.ok((late.disturbance?.durationMs ?? 0) > 500);
  assert.ok(late.self.loopLagMs > 500, `${late.self.loopLagMs} ms`);
  const counted = ticks.slice(1).reduce((sum, { missed }) => sum + 1 + missed, 0);
  assert.equal(counted, (ticks.at(-1)?.dueMs ?? 0) / EVERY_MS);
});

test('a target that ends is gone, and the next generation is read in its place', async () => {
  const first = await startTargetProgram();
  await using second = await startTargetProgram();
  let current: SampledProcess = first.process;
  const { sampler, until } = sample({ processes: () => [current] });
  try {
    await first.kill();
    const gone = (await until((tick) => tick.targets[0]?.state === 'gone')).targets[0];
    assert.equal(gone?.why, 'ended');
    assert.equal(gone.rssBytes, null);
    assert.equal(gone.processes, 0);
    current = { ...second.process, generation: 1 };
    const next = (await until((tick) => tick.targets[0]?.generation === 1)).targets[0];
    assert.equal(next?.state, 'read');
    assert.equal(next.cpuPct, null);
  } finally {
    await sampler.stop();
  }
});

test('a sampler that was stopped by a signal tells a stall, and no suspend or clock step', async () => {
  const child = fork(new URL('../fixture/program/sampled-sampler.ts', import.meta.url));
  const ticks: Tick[] = [];
  let came = () => {};
  child.on('message', (tick: Tick) => {
    ticks.push(tick);
    came();
  });
  const arrival = () =>
    new Promise<void>((resolve) => {
      came = resolve;
    });
  while (ticks.length < 2) await arrival();
  child.kill('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  child.kill('SIGCONT');
  const disturbed = () => ticks.find(({ disturbance }) => disturbance !== null);
  while (disturbed() === undefined) await arrival();
  const tick = disturbed();
  assert.ok(tick?.disturbance);
  assert.equal(tick.disturbance.kind, 'stall');
  // Less the interval, and what of it had passed before the stop.
  assert.ok(tick.disturbance.durationMs > 900, `${tick.disturbance.durationMs} ms`);
  assert.ok(tick.missed >= 9);
  assert.ok(tick.self.loopLagMs > 900);
  child.disconnect();
  await once(child, 'exit');
});

test('ends with its signal, gives back its descriptors and ticks no more', async () => {
  await using program = await startTargetProgram(true);
  const open = () => readdirSync('/proc/self/fd').length;
  const run = async () => {
    const ending = new AbortController();
    const { sampler, ticks, until } = sample({
      processes: () => [program.process],
      signal: ending.signal,
    });
    await until((tick) => tick.dueMs >= EVERY_MS);
    ending.abort();
    const taken = ticks.length;
    await sampler.stop();
    assert.equal(ticks.length, taken);
  };
  // The first run opens what this process keeps for good, such as its pool of threads.
  await run();
  const before = open();
  await run();
  assert.equal(open(), before);
});
