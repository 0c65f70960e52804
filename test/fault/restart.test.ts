import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openStoreWriter } from '../../src/store/writer.ts';
import {
  configure,
  type DaemonProcess,
  daemonPlace,
  servicePlan,
  spawnDaemon,
  startDaemon,
  startSoak,
} from '../fixture/daemon.ts';
import { follow } from '../fixture/follow.ts';
import { writeLongSoak } from '../fixture/long-soak.ts';
import { reportOf, soakd } from '../fixture/soakd.ts';

async function killed(daemon: DaemonProcess): Promise<void> {
  daemon.child.kill('SIGKILL');
  assert.equal(await daemon.ended, 'SIGKILL');
}

/** As systemd would. */
async function again(context: TestContext, daemon: DaemonProcess): Promise<DaemonProcess> {
  const next = spawnDaemon(context, daemon);
  await next.says(/is ready/);
  return next;
}

test('after kill -9 the next daemon takes up all soaks again, and tells the gap', async (context) => {
  const first = await startDaemon(context);
  const runs = [
    await startSoak(first, await servicePlan('one')),
    await startSoak(first, await servicePlan('two', 'schedule: { cron: "0 0 1 1 *" }\n')),
  ];
  const before = await follow(first.socket);
  for (const run of runs) await before.loaded(run);
  const seenMs = (await first.client.overview()).runs.map(({ observedMs }) => observedMs);
  await killed(first);
  const second = await again(context, first);
  const after = await follow(second.socket);
  for (const run of runs) {
    await after.loaded(run);
    assert.ok((await after.nextStatus(run)).observedMs > Math.min(...seenMs));
  }
  second.child.kill('SIGTERM');
  assert.equal(await second.ended, 0, second.said());
  for (const run of runs) {
    const { run: facts } = reportOf(await soakd(['report', run, '--format', 'json'], second));
    assert.equal(facts.state, 'interrupted');
    assert.ok(facts.gaps.length >= 1, JSON.stringify(facts));
  }
});

test('past the resume window a soak ends as interrupted, with what was seen of it', async (context) => {
  const first = await startDaemon(context, { config: 'resume: { window: 0s }\n' });
  const run = await startSoak(first, await servicePlan('late'));
  await (await follow(first.socket)).loaded(run);
  await killed(first);
  const second = await again(context, first);
  assert.deepEqual((await second.client.overview()).runs, []);
  await second.says(/late.* does not go on|does not go on: soakd was away/);
  const report = reportOf(await soakd(['report', run, '--format', 'json'], second));
  assert.equal(report.run.state, 'interrupted');
  assert.equal(report.frozen, true);
  assert.ok(report.criteria.length > 0);
});

test('a plan that was broken meanwhile does not cost the soaks that wait to go on; a bad configuration does', async (context) => {
  const first = await startDaemon(context);
  const run = await startSoak(first, await servicePlan('waiting'));
  await killed(first);
  writeFileSync(join(first.plans, 'broken.yaml'), 'name: x\nduration: 5\ntarget: { pid: 1 }\n');
  configure(first, 'maxConcurrent: lots\n');
  const refused = spawnDaemon(context, first);
  assert.equal(await refused.ended, 2);
  assert.match(refused.said(), /2 problems in the configuration and its plans/);
  configure(first, '');
  const second = await again(context, first);
  assert.match(second.said(), /broken\.yaml:2:11: duration: found "5"/);
  const { runs, soakd: facts } = await second.client.overview();
  assert.deepEqual(
    runs.map(({ run: id }) => id),
    [run],
  );
  assert.match(facts.degraded ?? '', /broken\.yaml has problems/);
});

test('a soak that takes soakd down again and again is ended, and one of the foreground that nobody took up, too', async (context) => {
  const place = daemonPlace(context);
  const store = await openStoreWriter(place.database);
  context.after(() => store.closeAtOnce());
  const leave = async (id: string, hoursAgo: number, ownerKind: 'daemon' | 'foreground') => {
    const wallMs = Date.now() - hoursAgo * 3_600_000;
    const startedWallMs = wallMs - 300_000;
    const soak = { id, seconds: 300, everyS: 1, load: false, startedWallMs, state: 'running' } as const;
    const run = await writeLongSoak(store, soak);
    // Of another boot, and so dead.
    const dead = { ownerPid: 1, ownerStartTicks: 1, ownerBootId: 'another' };
    store.write({ kind: 'run-update', run, ...dead, ownerKind, heartbeatWallMs: wallMs });
    return run;
  };
  const run = await leave('again', 0, 'daemon');
  for (let death = 0; death < 30; death++) {
    const at = { monoMs: 1000 * death, wallMs: Date.now(), target: null, durationMs: 5000 } as const;
    store.write({ kind: 'event', run, event: 'gap', text: 'soakd died', ...at });
  }
  await leave('forgotten', 2, 'foreground');
  await leave('fresh', 0, 'foreground');
  await store.close();
  const daemon = spawnDaemon(context, place);
  await daemon.says(/is ready/);
  await daemon.says(/again.* does not go on: soakd died 30 times within ten minutes that it conducted it/);
  await daemon.says(/forgotten.* does not go on: nobody took it up again in time/);
  assert.doesNotMatch(daemon.said(), /fresh/);
  assert.deepEqual((await daemon.client.overview()).runs, []);
  for (const id of ['again', 'forgotten']) {
    const report = reportOf(await soakd(['report', id, '--format', 'json'], place));
    assert.deepEqual(
      { state: report.run.state, frozen: report.frozen },
      { state: 'interrupted', frozen: true },
    );
  }
});
