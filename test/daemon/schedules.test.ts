import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStoreReader } from '../../src/store/reader.ts';
import { daemonPlace, spawnDaemon } from '../fixture/daemon.ts';
import { WallClock } from '../fixture/wall-clock.ts';

function plan(duration: string): string {
  return `name: minutely
duration: ${duration}
target: { start: { command: [sleep, "60"], ready: { delay: 0s } } }
sample: { every: 100ms }
schedule: { cron: "* * * * *" }
`;
}

test('a plan is read anew at each slot; of a broken one the last good one runs', async (context) => {
  const place = daemonPlace(context, { plans: { 'minutely.yaml': plan('1s') } });
  const file = join(place.plans, 'minutely.yaml');
  const clock = new WallClock(place.folder, '2026-03-10T12:00:05Z');
  const daemon = spawnDaemon(context, place, { environment: clock.environment });
  const slot = async (minute: number): Promise<string> => {
    clock.set(`2026-03-10T12:0${minute}:01Z`);
    daemon.child.kill('SIGHUP');
    return daemon.says(new RegExp(`the slot of 2026-03-10T12:0${minute}:00Z (was|failed).*`));
  };
  const durationOf = async (told: string): Promise<string> => {
    const [, id] = /was started as run (\w+)/.exec(told) ?? [];
    assert.ok(id !== undefined, told);
    await daemon.says(new RegExp(`minutely ended: completed, .*run=${id}`));
    using reader = await openStoreReader(place.database);
    return /^duration: (.*)$/m.exec(reader.readRun(reader.findRun(id).run).planText)?.[1] ?? '';
  };
  await daemon.says(/minutely: its schedule holds from 2026-03-10T12:00/);
  assert.equal(await durationOf(await slot(1)), '1s');
  const skipped = await daemon.client.overview();
  assert.deepEqual(
    skipped.schedules.map(({ name, plan: path, cron, timezone }) => ({ name, path, cron, timezone })),
    [{ name: 'minutely', path: file, cron: '* * * * *', timezone: 'UTC' }],
  );
  writeFileSync(file, plan('2s'));
  assert.equal(await durationOf(await slot(2)), '2s');
  writeFileSync(file, plan('3 bananas'));
  assert.equal(await durationOf(await slot(3)), '2s');
  await daemon.says(/minutely is started by the last plan of .*minutely\.yaml that was valid/);
  rmSync(file);
  daemon.child.kill('SIGHUP');
  await daemon.says(/reloaded: 0 plans/);
  assert.deepEqual((await daemon.client.overview()).schedules, []);
  daemon.child.kill('SIGTERM');
  assert.equal(await daemon.ended, 0, daemon.said());
});

test('a slot that finds no place among the soaks, or its own last run still going on, is skipped and told', async (context) => {
  const long = plan('1h');
  const other = long.replace('minutely', 'other').replace('* * * * *', '2 12 * * *');
  const place = daemonPlace(context, {
    config: 'maxConcurrent: 1\n',
    plans: { 'a.yaml': long, 'b.yaml': other },
  });
  const clock = new WallClock(place.folder, '2026-03-10T12:00:05Z');
  const daemon = spawnDaemon(context, place, { environment: clock.environment });
  await daemon.says(/minutely: its schedule holds from 2026-03-10T12:00/);
  await daemon.says(/other: its schedule holds from 2026-03-10T12:00/);
  clock.set('2026-03-10T12:01:01Z');
  daemon.child.kill('SIGHUP');
  await daemon.says(/minutely: the slot of 2026-03-10T12:01:00Z was started/);
  clock.set('2026-03-10T12:02:01Z');
  daemon.child.kill('SIGHUP');
  await daemon.says(/minutely: the slot of 2026-03-10T12:02:00Z was skipped: the previous run still goes on/);
  await daemon.says(
    /other: the slot of 2026-03-10T12:02:00Z was skipped: 1 soak runs already, and maxConcurrent is 1/,
  );
  const { schedules } = await daemon.client.overview();
  assert.match(schedules.find(({ name }) => name === 'other')?.lastSlot?.outcome ?? '', /^skipped: 1 soak/);
  daemon.child.kill('SIGTERM');
  assert.equal(await daemon.ended, 0, daemon.said());
});
