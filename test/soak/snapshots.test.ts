import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ended, holding } from './holding-service.ts';
import { reported, SoakingProcess } from './soaking-process.ts';

test('when an alert fires the target is looked at, its command run and its signal sent', async (context) => {
  const place = await holding(context, {
    more: `alerts: [{ name: files, rule: fds.last > 200, snapshot: { command: [echo, "looked at {pid}"], signal: SIGUSR2 } }]`,
  });
  const soaking = new SoakingProcess(context, place);
  await soaking.status(({ phase }) => phase === 'warm-up');
  await place.hold('fds?n=300');
  const event = await soaking.event('snapshot');
  assert.equal(event.text, 'service was looked at (alert files)');
  const signalled = join(place.folder, 'signalled');
  await soaking.until(() => existsSync(signalled));
  await ended(soaking);
  const { snapshots, run, targets } = await reported(place);
  const [snapshot] = snapshots;
  assert.ok(snapshot !== undefined && snapshots.length === 1);
  const pid = targets[0]?.generations[0]?.pid;
  assert.deepEqual([snapshot.cause, snapshot.about, snapshot.target], ['alert', 'files', 'service']);
  assert.equal(snapshot.processes[0]?.pid, pid);
  assert.ok((snapshot.descriptors?.count ?? 0) > 300);
  assert.deepEqual(snapshot.signal, { signal: 'SIGUSR2', sent: true, why: null });
  assert.equal(readFileSync(signalled, 'utf8'), `${pid}\n`);
  assert.equal(snapshot.command?.outcome, 'exited with code 0');
  const file = snapshot.command?.file ?? '';
  assert.equal(file, join(`${place.database}.logs`, run.id, 'snapshots', '0-service.txt'));
  assert.equal(readFileSync(file, 'utf8'), `looked at ${pid}\n`);
});

test('a signal that would end the target is not sent', async (context) => {
  const place = await holding(context, {
    more: 'snapshots: { signal: SIGUSR1 }\nalerts: [{ rule: fds.last > 200, snapshot: { signal: SIGHUP } }]',
  });
  const soaking = new SoakingProcess(context, place);
  await soaking.status(({ phase }) => phase === 'warm-up');
  await place.hold('fds?n=300');
  await soaking.event('snapshot');
  await soaking.status(({ targets }) => targets[0]?.alive === true);
  await ended(soaking);
  const { snapshots, targets } = await reported(place);
  assert.deepEqual(
    snapshots.map(({ signal }) => signal),
    [{ signal: 'SIGHUP', sent: false, why: 'the process does not handle it, and would end' }],
  );
  assert.equal(targets[0]?.generations.length, 1);
});

test('a criterion that fails has the target looked at once, and an alert soon after it has not', async (context) => {
  const place = await holding(context, {
    criteria: '[fds.max < 200, coverage >= 10%]',
    more: 'alerts: [{ rule: fds.last > 400, coolDown: 0s }]',
  });
  const soaking = new SoakingProcess(context, place);
  await soaking.status(({ phase }) => phase === 'warm-up');
  await place.hold('fds?n=300');
  const event = await soaking.event('snapshot');
  assert.equal(event.text, 'service was looked at (criterion fds.max < 200)');
  await place.hold('fds?n=600');
  await soaking.event('alert');
  await ended(soaking);
  const { snapshots } = await reported(place);
  assert.deepEqual(
    snapshots.map(({ cause, about }) => [cause, about]),
    [['criterion', 'fds.max < 200']],
  );
});

test('a plan that wants no pictures has none', async (context) => {
  const place = await holding(context, {
    criteria: '[fds.max < 200, coverage >= 10%]',
    more: 'snapshots: { onBreach: false }\nalerts: [fds.last > 200]',
  });
  const soaking = new SoakingProcess(context, place);
  await soaking.status(({ phase }) => phase === 'warm-up');
  await place.hold('fds?n=300');
  await soaking.event('alert');
  await soaking.status(({ criteria }) => (criteria?.fail ?? 0) > 0);
  await ended(soaking);
  assert.deepEqual((await reported(place)).snapshots, []);
});
