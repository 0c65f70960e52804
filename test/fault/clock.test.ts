import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DaemonProcess, daemonPlace, servicePlan, spawnDaemon } from '../fixture/daemon.ts';
import { follow } from '../fixture/follow.ts';
import { reportOf, soakd } from '../fixture/soakd.ts';
import { WallClock } from '../fixture/wall-clock.ts';

// A real step of this machine's clock would hit everything else on it, and CLOCK_BOOTTIME cannot be set at all: what a
// suspend is, test/sample/disturbance.test.ts shows by the readings that it leaves.

/** The daemon looks at what is due at a reload, too: that is awaited, and not the next look of its own. */
async function lookAround(daemon: DaemonProcess): Promise<void> {
  const before = daemon.said().length;
  daemon.child.kill('SIGHUP');
  await daemon.says(new RegExp(`^[^]{${before},}reloaded`));
}

test('a clock that is set back and forward starts no slot twice and loses none unseen, and the soak goes on', async (context) => {
  const nightly = await servicePlan('nightly', 'schedule: { cron: "0 22 * * *", catchUp: 1h }');
  const late =
    'name: late\nduration: 1h\ntarget: { pid: 1 }\nschedule: { cron: "0 23 * * *", catchUp: 30m }\n';
  const place = daemonPlace(context, { plans: { 'nightly.yaml': nightly, 'late.yaml': late } });
  const clock = new WallClock(place.folder, '2026-03-10T21:58:00Z');
  const daemon = spawnDaemon(context, place, { environment: clock.environment });
  await daemon.says(/nightly: its schedule holds from 2026-03-10T21:5/);
  await daemon.says(/late: its schedule holds from 2026-03-10T21:5/);
  clock.set('2026-03-10T22:00:01Z');
  daemon.child.kill('SIGHUP');
  await daemon.says(/nightly: the slot of 2026-03-10T22:00:00Z was started as run \w+/);
  const news = await follow(daemon.socket);
  const [{ run } = { run: '' }] = (await daemon.client.overview()).runs;
  const before = await news.nextStatus(run);

  clock.set('2026-03-10T19:59:59Z');
  const back = await news.event('clock-step');
  assert.equal(back.run, run);
  assert.match(back.text, /2h|7200|back/);
  clock.set('2026-03-10T22:00:01Z');
  await lookAround(daemon);
  const slots = [...daemon.said().matchAll(/the slot of (\S+) (\S+ \S+)/g)].map(
    ([, at, what]) => `${at} ${what}`,
  );
  assert.deepEqual(slots, ['2026-03-10T22:00:00Z was started']);

  clock.set('2026-03-10T23:45:00Z');
  await lookAround(daemon);
  await daemon.says(
    /warn .*late: the slot of 2026-03-10T23:00:00Z was missed: it would start 45m.* late, and is caught up for 30m/,
  );
  const { runs, schedules } = await daemon.client.overview();
  assert.deepEqual(
    runs.map(({ run: id }) => id),
    [run],
  );
  assert.deepEqual(schedules.map(({ name, nextSlot }) => `${name} ${nextSlot}`).sort(), [
    'late 2026-03-11T23:00:00Z',
    'nightly 2026-03-11T22:00:00Z',
  ]);
  const after = await news.nextStatus(run);
  const passedMs = after.observedMs - before.observedMs;
  assert.ok(passedMs > 0 && passedMs < 60_000, `${passedMs} ms were observed, by a clock that nobody set`);
  daemon.child.kill('SIGTERM');
  assert.equal(await daemon.ended, 0, daemon.said());
  const report = reportOf(await soakd(['report', run, '--format', 'json'], place));
  assert.deepEqual(report.run.gaps, []);
});
