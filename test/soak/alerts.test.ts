import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Notification } from '../../src/alert/message.ts';
import { openHook, type Received } from '../fixture/hook.ts';
import { freePort } from '../fixture/port.ts';
import { ended, holding } from './holding-service.ts';
import { reported, SoakingProcess } from './soaking-process.ts';

const statusOf = ({ body }: Received): string => JSON.parse(body).status;

test('an alert fires when too much is held, and is over when it is let go; each is told once', async (context) => {
  const hook = await openHook(context);
  const place = await holding(context, {
    more: `alerts: [{ name: files, rule: fds.last > 200, for: 300ms, clear: 100, clearFor: 300ms, severity: critical, notify: { webhook: "${hook.url}" } }]`,
  });
  const soaking = new SoakingProcess(context, place);
  await soaking.status(({ phase, targets }) => phase === 'warm-up' && (targets[0]?.fds ?? 0) > 0);
  await place.hold('fds?n=300');
  const begin = await soaking.event('alert');
  assert.match(begin.text, /^service: files: fds\.last > 200 fires, at 3\d\d \(critical\)$/);
  const { alerts: firing = [] } = await soaking.status(({ alerts }) => alerts?.length === 1);
  assert.deepEqual(
    firing.map(({ name, target, state, severity }) => [name, target, state, severity]),
    [['files', 'service', 'firing', 'critical']],
  );
  const fires = await hook.until((one) => statusOf(one) === 'firing');
  await place.hold('fds?n=0');
  const end = await soaking.event('alert-end');
  assert.match(end.text, /files: fds\.last > 200 is over, at \d+, at worst 3\d\d$/);
  assert.ok((end.durationMs ?? 0) > 0);
  await hook.until((one) => statusOf(one) === 'resolved');
  await soaking.status(({ alerts }) => alerts?.length === 0);
  await ended(soaking);

  const { alerts, run } = await reported(place);
  const [alert] = alerts;
  assert.ok(alert !== undefined && alerts.length === 1);
  assert.deepEqual(
    [alert.state, alert.name, alert.target, alert.limit],
    ['resolved', 'files', 'service', 200],
  );
  assert.ok(
    (alert.peak ?? 0) >= 300 && alert.sinceS <= alert.firedS - 0.3 && alert.firedS < (alert.endedS ?? 0),
  );
  assert.deepEqual(
    alert.notifications.map(({ notifier, status, state, attempts }) => [notifier, status, state, attempts]),
    [
      [`webhook http://127.0.0.1:${hook.port}`, 'firing', 'delivered', 1],
      [`webhook http://127.0.0.1:${hook.port}`, 'resolved', 'delivered', 1],
    ],
  );
  assert.deepEqual(hook.received.map(statusOf), ['firing', 'resolved']);
  const body: Notification = JSON.parse(fires.body);
  assert.equal(body.alert.name, 'files');
  assert.equal(body.alert.limit, 200);
  assert.ok((body.alert.value ?? 0) >= 300);
  assert.deepEqual([body.run.id, body.run.name, body.run.phase], [run.id, 'resumable', 'warm-up']);
  assert.ok(Date.parse(body.since ?? '') <= Date.parse(body.at));
});

test('what fires when its soakd is killed fires on in the next, and is not told again', async (context) => {
  const hook = await openHook(context);
  const place = await holding(context, {
    more: `alerts: [{ name: memory, rule: rss.last > 150MiB, notify: { webhook: "${hook.url}" } }]`,
  });
  const soaking = new SoakingProcess(context, place);
  await soaking.status(({ phase }) => phase === 'warm-up');
  await place.hold('memory?mib=200');
  await hook.until((one) => statusOf(one) === 'firing');
  await soaking.status(({ alerts }) => alerts?.[0]?.state === 'firing');
  // The notification has arrived and is stored as that.
  const from = soaking.lines.length;
  await soaking.until(({ committed }) => (committed?.length ?? 0) > 0, from);
  await soaking.kill();

  const next = new SoakingProcess(context, place);
  await next.event('gap');
  const { alerts: firing = [] } = await next.status(({ alerts }) => alerts?.[0]?.state === 'firing', 0);
  assert.equal(firing[0]?.name, 'memory');
  await ended(next);
  const { alerts } = await reported(place);
  assert.deepEqual(
    alerts.map(({ name, state }) => [name, state]),
    [['memory', 'ended']],
  );
  assert.deepEqual(hook.received.map(statusOf), ['firing', 'ended']);
  assert.deepEqual(
    alerts[0]?.notifications.map(({ status, state }) => [status, state]),
    [
      ['firing', 'delivered'],
      ['ended', 'delivered'],
    ],
  );
});

test('what had not arrived when soakd was killed is sent once more, under the same name', async (context) => {
  const hook = await openHook(context, (response, _received, at) => {
    // The first is never answered.
    if (at > 0) response.writeHead(204).end();
  });
  const place = await holding(context, {
    more: `alerts: [{ name: files, rule: fds.last > 200, notify: { webhook: { url: "${hook.url}" } } }]`,
  });
  const soaking = new SoakingProcess(context, place);
  await soaking.status(({ phase }) => phase === 'warm-up');
  await place.hold('fds?n=300');
  const first = await hook.until(() => true);
  await soaking.until(({ committed }) => (committed?.length ?? 0) > 0, soaking.lines.length);
  await soaking.kill();
  const next = new SoakingProcess(context, place);
  const again = await hook.until((one) => one !== first);
  assert.equal(again.headers['idempotency-key'], first.headers['idempotency-key']);
  assert.equal(again.body, first.body);
  await next.status(({ alerts }) => alerts?.[0]?.state === 'firing', 0);
  await ended(next);
  const { alerts } = await reported(place);
  assert.deepEqual(
    alerts[0]?.notifications.map(({ status, state }) => [status, state]),
    [
      ['firing', 'delivered'],
      ['ended', 'delivered'],
    ],
  );
});

test('a run that nobody takes up again says what fired, and what was never told', async (context) => {
  const hook = await openHook(context, () => {});
  const place = await holding(context, {
    more: `alerts: [{ rule: fds.last > 200, notify: { webhook: "${hook.url}" } }]`,
  });
  const soaking = new SoakingProcess(context, place);
  await soaking.status(({ phase }) => phase === 'warm-up');
  await place.hold('fds?n=300');
  await hook.until(() => true);
  await soaking.until(({ committed }) => (committed?.length ?? 0) > 0, soaking.lines.length);
  await soaking.kill();
  await new SoakingProcess(context, place, ['--within', '0']).end();
  const { alerts } = await reported(place);
  assert.deepEqual(
    alerts.map(({ name, state }) => [name, state]),
    [['fds.last > 200', 'interrupted']],
  );
  assert.deepEqual(
    alerts[0]?.notifications.map(({ state, why }) => [state, why]),
    [['failed', 'soakd died before it arrived, and the run does not go on']],
  );
});

test('a receiver that is down holds up neither the samples nor the report, and no log shows its secret', async (context) => {
  process.env['SOAKD_TEST_HOOK'] = 'B0xSecretRoom';
  context.after(() => delete process.env['SOAKD_TEST_HOOK']);
  const port = await freePort();
  const place = await holding(context, {
    more: `alerts: [{ rule: fds.last > 1, notify: [{ webhook: "http://127.0.0.1:${port}/\${env:SOAKD_TEST_HOOK}" }, { command: [/nowhere/B0xSecretRoom] }] }]`,
  });
  const soaking = new SoakingProcess(context, place);
  await soaking.event('alert');
  await soaking.until(({ message }) =>
    /was not reached \(nobody listens there \(ECONNREFUSED\)\), attempt 1/.test(message ?? ''),
  );
  await soaking.until(({ committed }) => (committed?.length ?? 0) > 0, soaking.lines.length);
  await ended(soaking);
  const { alerts } = await reported(place);
  const told = alerts[0]?.notifications ?? [];
  assert.deepEqual(
    told.map(({ status, state }) => [status, state]),
    [
      ['firing', 'failed'],
      ['firing', 'failed'],
      ['ended', 'failed'],
      ['ended', 'failed'],
    ],
  );
  assert.ok(told.some(({ why }) => why === 'cannot be started: there is no such program (ENOENT)'));
  assert.ok(told.some(({ why }) => /soakd ended before it arrived/.test(why ?? '')));
  assert.doesNotMatch(JSON.stringify([soaking.lines, alerts]), /B0xSecretRoom/);
});

test('what cannot be read is unknown, and said so, once', async (context) => {
  const place = await holding(context, {
    sample: `{ every: 100ms, scrape: { url: "http://127.0.0.1:${await freePort()}/metrics", series: [heap] } }`,
    more: 'alerts: [{ name: heap, rule: scrape.heap.last > 5, over: 200ms, noData: notify }]',
  });
  const soaking = new SoakingProcess(context, place);
  const { alerts: [unknown] = [] } = await soaking.status(
    ({ alerts }) => alerts?.[0]?.state === 'unknown',
    0,
  );
  assert.equal(unknown?.name, 'heap');
  await ended(soaking);
  const { alerts } = await reported(place);
  assert.deepEqual(alerts, [], 'it never fired');
});

test('an alert on errors and latency goes by the load, and one on a slope by the verdict so far', async (context) => {
  const place = await holding(context, {
    more: `load: { rate: 40/s, operations: [{ name: get, http: { get: "http://127.0.0.1:${await freePort()}/" } }] }
alerts: [{ rule: errors.rate > 50%, over: 2s }, { rule: throughput < 1/s, over: 2s }, { rule: anon.slope > 1000GB/h }]`,
  });
  const soaking = new SoakingProcess(context, place);
  await soaking.until(({ event }) => event?.event === 'alert' && /errors\.rate > 50%/.test(event.text));
  await soaking.until(({ event }) => event?.event === 'alert' && /throughput < 1\/s/.test(event.text));
  await soaking.status(
    ({ alerts }) =>
      alerts?.some(({ rule, state }) => rule.startsWith('anon.slope') && state === 'unknown') === true,
    0,
  );
  await ended(soaking);
  const { alerts } = await reported(place);
  assert.deepEqual(alerts.map(({ rule, peak }) => [rule, peak]).toSorted(), [
    ['errors.rate > 50%', 1],
    ['throughput < 1/s', 0],
  ]);
});
