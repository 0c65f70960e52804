import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStoreReader } from '../../src/store/reader.ts';
import {
  childrenOf,
  configure,
  type DaemonProcess,
  servicePlan,
  startDaemon,
  startSoak,
} from '../fixture/daemon.ts';
import { follow } from '../fixture/follow.ts';
import { reportOf, soakd } from '../fixture/soakd.ts';

async function end(daemon: DaemonProcess): Promise<void> {
  daemon.child.kill('SIGTERM');
  assert.equal(await daemon.ended, 0, daemon.said());
}

/** As planned, or what a busy machine does to every process. */
const ORDINARY = [
  'phase',
  'generation-begin',
  'generation-end',
  'signal',
  'unavailable',
  'cross-check',
  'stall',
  'missed-ticks',
];

/** What befell a run. */
async function disturbances(daemon: DaemonProcess, id: string): Promise<string[]> {
  using reader = await openStoreReader(daemon.database);
  return reader
    .events(reader.findRun(id).run)
    .filter(({ event }) => !ORDINARY.includes(event))
    .map(({ event, text }) => `${event}: ${text}`);
}

test('a target that dies ends its own soak, and another one goes on untouched', async (context) => {
  const daemon = await startDaemon(context);
  const lost = await startSoak(daemon, await servicePlan('lost'));
  const sound = await startSoak(daemon, await servicePlan('sound'));
  const news = await follow(daemon.socket);
  const [, pid] = /lost generation-begin: api runs as pid (\d+)/.exec(daemon.said()) ?? [];
  assert.ok(pid !== undefined);
  process.kill(Number(pid), 'SIGKILL');
  const ended = await news.ended();
  assert.deepEqual({ run: ended.run, state: ended.state }, { run: lost, state: 'lost' });
  const before = await news.nextStatus(sound);
  const after = await news.nextStatus(sound);
  assert.ok(after.observedMs > before.observedMs);
  assert.equal(after.targets[0]?.alive, true);
  await end(daemon);
  assert.deepEqual(await disturbances(daemon, sound), []);
  assert.equal(reportOf(await soakd(['report', lost, '--format', 'json'], daemon)).run.state, 'lost');
});

test("a load process that is killed is that soak's trouble alone", async (context) => {
  const daemon = await startDaemon(context);
  const hit = await startSoak(daemon, await servicePlan('hit'));
  const news = await follow(daemon.socket);
  await news.loaded(hit);
  const [load, ...more] = childrenOf(daemon, 'load-process');
  assert.ok(load !== undefined && more.length === 0);
  const sound = await startSoak(daemon, await servicePlan('sound'));
  process.kill(load, 'SIGKILL');
  assert.equal((await news.event('load-restart')).run, hit);
  for (const id of [hit, sound]) await news.loaded(id);
  await end(daemon);
  const told = await disturbances(daemon, hit);
  assert.ok(told.some((event) => event.startsWith('load-restart')));
  assert.deepEqual(await disturbances(daemon, sound), []);
});

test('a plan that is broken, lacks a secret or has a target that cannot start keeps no other from going on', async (context) => {
  const daemon = await startDaemon(context);
  const sound = await startSoak(daemon, await servicePlan('sound'));
  const start = (text: string) =>
    daemon.client.start({ file: join(daemon.folder, 'x.yaml'), text, overrides: [], durationMs: null });
  await assert.rejects(
    start('name: x\nduration: 5\ntarget: { pid: 1 }\n'),
    /x\.yaml:2:11: duration: found "5"/,
  );
  const secret = '$' + '{env:SOAKD_TEST_NOT_SET}';
  const needing = `name: needing\nduration: 5m\ntarget: { start: { command: [sleep, "9"], environment: { KEY: "${secret}" } } }\n`;
  await assert.rejects(start(needing), /the variable SOAKD_TEST_NOT_SET is not set/);
  await start('name: stillborn\nduration: 5m\ntarget: { start: { command: [/nonexistent/program] } }\n');
  await daemon.says(/error stillborn failed: .*\/nonexistent\/program/);
  await start('name: nobody\nduration: 5m\ntarget: { pid: 4194304 }\n');
  await daemon.says(/error nobody failed: /);
  const { runs } = await daemon.client.overview();
  assert.deepEqual(
    runs.map(({ name }) => name),
    ['sound'],
  );
  await end(daemon);
  assert.deepEqual(await disturbances(daemon, sound), []);
});

test('no more soaks at once than maxConcurrent; the next is refused and says why', async (context) => {
  const daemon = await startDaemon(context, { config: 'maxConcurrent: 1\n' });
  await startSoak(daemon, await servicePlan('first'));
  await assert.rejects(
    startSoak(daemon, await servicePlan('second')),
    /1 soak runs already, and maxConcurrent is 1/,
  );
  configure(daemon, 'maxConcurrent: 2\n');
  daemon.child.kill('SIGHUP');
  await daemon.says(/reloaded/);
  await startSoak(daemon, await servicePlan('second'));
  await end(daemon);
});

test('a reload takes up what is good, keeps the old of what is not, and says why until it is', async (context) => {
  const daemon = await startDaemon(context, { config: 'log: { level: info }\n' });
  const reload = async (config: string, plan: string | null): Promise<string | null> => {
    configure(daemon, config);
    const file = join(daemon.plans, 'plan.yaml');
    if (plan === null) rmSync(file, { force: true });
    else writeFileSync(file, plan);
    const before = daemon.said().length;
    daemon.child.kill('SIGHUP');
    await daemon.says(new RegExp(`^[^]{${before},}reloaded`));
    return (await daemon.client.overview()).soakd.degraded;
  };
  const good = 'name: good\nduration: 5m\ntarget: { pid: 1 }\n';
  assert.equal(await reload('maxConcurrent: 3\n', good), null);
  const broken = await reload('maxConcurrent: 3\n', 'name: good\nduration: 5\ntarget: { pid: 1 }\n');
  assert.match(broken ?? '', /plan\.yaml has problems: what it said before still counts/);
  await daemon.says(/plan\.yaml:2:11: duration: found "5"/);
  const secret = '$' + '{env:SOAKD_TEST_NOT_SET}';
  const needy = `name: good\nduration: 5m\nschedule: { cron: "0 0 1 1 *" }\ntarget: { start: { command: [sleep, "9"], environment: { KEY: "${secret}" } } }\n`;
  const lacking = await reload('maxConcurrent: 3\n', needy);
  assert.match(lacking ?? '', /good cannot start: the variable SOAKD_TEST_NOT_SET is not set/);
  const worse = await reload('maxConcurrent: lots\n', 'name: [\n');
  assert.match(worse ?? '', /soakd\.yaml has problems: .*; .*plan\.yaml has problems/);
  await daemon.says(/soakd\.yaml:2:16: maxConcurrent: found "lots"/);
  assert.equal(await reload('maxConcurrent: 3\n', good), null);
  await daemon.says(/valid again/);
  await end(daemon);
});

test('a daemon that is stopped for a while (SIGSTOP) goes on, and says how much it did not see', async (context) => {
  const daemon = await startDaemon(context);
  const run = await startSoak(daemon, await servicePlan('paused'));
  const news = await follow(daemon.socket);
  await news.nextStatus(run);
  daemon.child.kill('SIGSTOP');
  // Longer than anything that happens by itself on a busy machine.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  daemon.child.kill('SIGCONT');
  const stall = await news.event('stall');
  assert.ok((stall.durationMs ?? 0) >= 2500, JSON.stringify(stall));
  const { observedMs } = await news.nextStatus(run);
  await end(daemon);
  const report = reportOf(await soakd(['report', run, '--format', 'json'], daemon));
  assert.ok(report.run.gaps.length > 0 && report.run.observedS * 1000 < observedMs + 3000);
});
