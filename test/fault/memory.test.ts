import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  childrenOf,
  type DaemonProcess,
  servicePlan,
  spawnDaemon,
  startDaemon,
  startSoak,
} from '../fixture/daemon.ts';
import { follow } from '../fixture/follow.ts';
import { reportOf, soakd } from '../fixture/soakd.ts';

const mishap = fileURLToPath(new URL('../fixture/program/mishap.ts', import.meta.url));

/** A daemon to which the mishaps of that file can happen, with little memory so that it is soon used up. */
function startFragile(context: TestContext): Promise<DaemonProcess> {
  return startDaemon(context, { nodeArgs: ['--max-old-space-size=160', '--import', mishap] });
}

function letHappen({ folder }: DaemonProcess, name: string): void {
  writeFileSync(join(folder, name), '');
}

async function resumed(context: TestContext, daemon: DaemonProcess, run: string): Promise<void> {
  const next = spawnDaemon(context, daemon);
  await next.says(/is ready/);
  await (await follow(next.socket)).loaded(run);
  next.child.kill('SIGTERM');
  assert.equal(await next.ended, 0, next.said());
  const report = reportOf(await soakd(['report', run, '--format', 'json'], next));
  assert.ok(report.run.gaps.length >= 1);
}

test('a writer thread that runs out of memory is replaced, and the soak goes on', async (context) => {
  const daemon = await startFragile(context);
  const run = await startSoak(daemon, await servicePlan('written'));
  letHappen(daemon, 'writer-out-of-memory');
  await daemon.says(/error .*(memory|writer)/i);
  const news = await follow(daemon.socket);
  await news.loaded(run);
  await daemon.client.note(run, 'after the crash');
  daemon.child.kill('SIGTERM');
  assert.equal(await daemon.ended, 0, daemon.said());
  const report = reportOf(await soakd(['report', run, '--format', 'json'], daemon));
  assert.equal(report.run.state, 'interrupted');
  assert.ok(report.events.some(({ text }) => text === 'after the crash'));
  assert.deepEqual(report.run.gaps, []);
});

test('an analysis that the kernel kills for want of memory costs an assessment, not the soak', async (context) => {
  const daemon = await startFragile(context);
  // Short runs are assessed more often.
  const run = await startSoak(daemon, await servicePlan('judged'), 60_000);
  const news = await follow(daemon.socket);
  await news.loaded(run);
  for (let killed = 0; killed < 2; await delay(5)) {
    for (const pid of childrenOf(daemon, 'analysis-process')) {
      process.kill(pid, 'SIGKILL');
      killed += 1;
    }
  }
  const before = await news.nextStatus(run);
  assert.ok((await news.nextStatus(run)).observedMs > before.observedMs);
  daemon.child.kill('SIGTERM');
  assert.equal(await daemon.ended, 0, daemon.said());
  const report = reportOf(await soakd(['report', run, '--format', 'json'], daemon));
  assert.equal(report.frozen, true);
  assert.ok(report.criteria.length > 0);
});

test('a daemon that runs out of memory ends, and the next one takes up its soak', async (context) => {
  const daemon = await startFragile(context);
  const run = await startSoak(daemon, await servicePlan('outlived'));
  letHappen(daemon, 'out-of-memory');
  assert.notEqual(await daemon.ended, 0);
  assert.match(daemon.said(), /out of memory/i);
  await resumed(context, daemon, run);
});

test('an error that nobody expected is in the log, ends soakd with exit code 1, and the next one goes on', async (context) => {
  const daemon = await startFragile(context);
  const run = await startSoak(daemon, await servicePlan('outlived'));
  letHappen(daemon, 'nobody-expected');
  assert.equal(await daemon.ended, 1);
  assert.match(daemon.said(), /fatal internal error err="Error: nobody expected this/);
  await resumed(context, daemon, run);
});
