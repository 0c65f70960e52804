import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, cpSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/clock.ts';
import type { Finding } from '../../src/sample/finding.ts';
import { Probe } from '../../src/sample/probe.ts';
import type { ProbeResult } from '../../src/sample/probe-message.ts';

const fixture = fileURLToPath(new URL('../fixture/proc/tree', import.meta.url));
const master = { target: 0, generation: 0, pid: 100, startTicks: 133349, tree: false };

/** A probe asked every 20 ms, and what it said so far. */
function startProbe(procRoot: string, deadlineMs: number) {
  const results: ProbeResult[] = [];
  const findings: Finding[] = [];
  let heard = () => {};
  const probe = new Probe(
    { procRoot, paths: [{ name: 'proc', path: fixture }], scrape: null },
    {
      nowMs: systemClock.monotonicMs,
      onResult: (result) => {
        results.push(result);
        heard();
      },
      onFinding: (finding) => {
        findings.push(finding);
        heard();
      },
    },
    deadlineMs,
  );
  const timer = setInterval(() => probe.tick([master]), 20);
  return {
    results,
    findings,
    until: async (done: () => boolean) => {
      while (!done())
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
    },
    stop: async () => {
      clearInterval(timer);
      await probe.stop();
    },
  };
}

test('readings come from the thread', async () => {
  const probe = startProbe(fixture, 10_000);
  try {
    const kinds = () => new Set(probe.results.map(({ kind }) => kind));
    await probe.until(() => kinds().size === 3);
    assert.deepEqual(
      probe.results.find(({ kind }) => kind === 'pss'),
      { kind: 'pss', process: master, reading: { value: 617 * 1024, unavailable: null } },
    );
    assert.deepEqual(probe.findings, []);
  } finally {
    await probe.stop();
  }
});

test('a reading that hangs is unavailable, and the others go on in a new thread', async () => {
  const root = mkdtempSync(join(tmpdir(), 'soakd-probe-'));
  cpSync(fixture, root, { recursive: true, verbatimSymlinks: true });
  // Opening a pipe that nobody writes to blocks the thread in the kernel, as a dead network drive would.
  const pipe = join(root, '100/smaps_rollup');
  rmSync(pipe);
  execFileSync('mkfifo', [pipe]);
  const probe = startProbe(root, 300);
  try {
    await probe.until(() => probe.findings.length > 0);
    assert.match(probe.findings[0]?.text ?? '', /^reading "pss 0 0 100" failed: no answer within 300 ms/);
    await probe.until(() => probe.results.some(({ kind }) => kind === 'pss'));
    const told = probe.results.find(({ kind }) => kind === 'pss');
    assert.ok(told?.kind === 'pss' && told.reading.value === null);
    assert.match(told.reading.unavailable ?? '', /the probe was restarted.*again in 60 s/);
    const before = probe.results.length;
    const walked = () => probe.results.slice(before).some(({ kind }) => kind === 'path');
    await probe.until(walked);
    assert.equal(probe.findings.length, 1);
  } finally {
    // Lets the blocked thread go.
    closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
    await probe.stop();
    rmSync(root, { recursive: true });
  }
});
