import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { lives, type NamedProcess, nameProcess } from '../../src/fault/named-process.ts';
import { until } from '../../src/fault/until.ts';
import { descendants } from '../../src/proc/children.ts';
import { readCmdline } from '../../src/proc/process.ts';
import { client, ending, roundTrip } from '../fault/proxied.ts';
import { freePort } from '../fixture/port.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { endTargets, reported, SoakingProcess, type SoakPlace, stored } from './soaking-process.ts';

/** Longer than anything takes on a busy machine: a test fails by it, and never waits for it. */
const PATIENCE_MS = 60_000;
const echo = fileURLToPath(new URL('../fixture/program/echo-server.ts', import.meta.url));

interface ProxiedPlace extends SoakPlace {
  readonly port: number;
}

/** A server that sends back what it gets, behind a proxy, with a load that goes through it. */
async function place(context: TestContext, durationS: number, timeline: string): Promise<ProxiedPlace> {
  const left: { place: SoakPlace | null } = { place: null };
  context.after(() => left.place !== null && endTargets(left.place));
  const folder = temporaryFolder(context);
  const [port, behind] = [await freePort(), await freePort()];
  const plan = join(folder, 'plan.yaml');
  writeFileSync(
    plan,
    `name: resumable
duration: ${durationS}s
target:
  name: service
  start: { command: ${JSON.stringify([process.execPath, echo, String(behind)])}, ready: { port: ${behind}, within: 60s } }
sample: { every: 100ms }
proxies: [{ name: wan, listen: ${port}, upstream: "127.0.0.1:${behind}" }]
load:
  rate: 40/s
  operations: [{ name: echo, tcp: { connect: "127.0.0.1:${port}", send: "hello\\n" }, expect: { line: "^hello$" } }]
faults: { seed: 7, timeline: [${timeline}] }
criteria: [rss.max < 10GB, coverage >= 10%, latency.max < 50ms]
`,
  );
  left.place = { plan, database: join(folder, 'soakd.db') };
  return { plan, database: join(folder, 'soakd.db'), port };
}

/** The process of the proxies, of the soakd that runs. */
function proxiesOf({ child }: SoakingProcess): NamedProcess {
  const { pids } = descendants('/proc', child.pid ?? 0);
  const pid = pids.find((one) => (readCmdline('/proc', one) ?? []).join(' ').includes('proxy-process'));
  const found = nameProcess(pid ?? 0);
  assert.ok(found !== null);
  return found;
}

test('a latency in the proxy is in the latencies of its time and in no others', async (context) => {
  const at = await place(
    context,
    9,
    '{ name: slow, at: 3s, for: 3s, proxy: wan, latency: { mean: 275ms, jitter: 225ms } }',
  );
  const end = await new SoakingProcess(context, at).end();
  assert.equal(end.state, 'completed', JSON.stringify(end));
  const { faults, load, criteria } = await reported(at);
  const [fault] = faults;
  assert.ok(fault !== undefined && fault.begunS !== null && fault.endedS !== null);
  assert.deepEqual([fault.state, fault.act, fault.subject], ['over', 'proxy', 'wan']);
  assert.equal(fault.what, 'wan: messages late by 275ms ± 225ms (uniform), to the client');
  assert.equal(load?.failed, 0, 'late, not lost');
  const ceiling = criteria.find(({ rule }) => rule.startsWith('latency.max'));
  assert.equal(ceiling?.verdict, 'fail', 'a ceiling counts what happens in the time of a fault');
  const { connections = 0, messagesDelayed = 0, delayMs = 0, bytesDelayed } = fault.end?.figures ?? {};
  assert.ok(connections > 0 && messagesDelayed > 0);
  assert.equal(bytesDelayed, messagesDelayed * 'hello\n'.length);
  const mean = delayMs / messagesDelayed;
  assert.ok(mean > 200 && mean < 350, `${messagesDelayed} messages were late by ${mean} ms on average`);
  const medians = await stored(at, (reader, run) => reader.secondsColumns(run, 0, ['serviceP50Ms']));
  const within = (fromS: number, toS: number): number[] =>
    Array.from(medians.values.serviceP50Ms).filter((_, index) => {
      const second = (medians.monoMs[index] ?? 0) / 1000;
      return second >= fromS && second + 1 <= toS;
    });
  const [slow, quick] = [within(fault.begunS, fault.endedS), within(0, fault.begunS)];
  assert.ok(slow.length > 0 && quick.length > 0);
  assert.ok(Math.min(...slow) >= 50, `medians of the seconds with it: ${slow}`);
  assert.ok(Math.min(...quick) < 50, `of those without: ${quick}`);
});

test('SIGTERM in the midst of a fault leaves nothing cut off or garbled, and no proxy', async (context) => {
  const at = await place(context, 600, '{ at: 1s, for: 5m, proxy: wan, direction: both, blackhole: true }');
  const soaking = new SoakingProcess(context, at);
  await soaking.event('fault-begin');
  const proxies = proxiesOf(soaking);
  const socket = await client(context, at);
  const back = roundTrip(socket, 'abc');
  soaking.child.kill('SIGTERM');
  await back;
  const over = ending(socket);
  assert.equal((await soaking.end()).state, 'interrupted');
  await over;
  assert.equal(lives(proxies), false);
});

test('kill -9 in the midst of a fault leaves nothing cut off or garbled, and its proxy ends when it is not needed', async (context) => {
  const at = await place(context, 600, '{ at: 1s, for: 5m, proxy: wan, direction: both, blackhole: true }');
  const soaking = new SoakingProcess(context, at);
  await soaking.event('fault-begin');
  const proxies = proxiesOf(soaking);
  const socket = await client(context, at);
  const back = roundTrip(socket, Buffer.alloc(500_000, 'abcdefghijk'));
  await soaking.kill();
  await back;
  await roundTrip(await client(context, at), 'new ones are served, too');
  assert.ok(lives(proxies), 'somebody is connected');
  const next = new SoakingProcess(context, at);
  const { text } = await next.event('fault-end');
  assert.match(text, /^proxy wan: soakd died; the proxies pass everything on$/);
  await next.loaded();
  assert.equal(lives(proxies), false, 'the proxies of the next soakd have their ports');
  await roundTrip(await client(context, at), 'and serve');
  next.child.kill('SIGTERM');
  await next.closed;
  const rows = await stored(at, (reader, run) => reader.faults(run));
  assert.deepEqual(
    rows.map(({ state }) => state),
    ['interrupted'],
  );
});

test('proxies that nobody is connected with do not outlive their soakd for long', async (context) => {
  const at = await place(context, 600, '{ at: 5m, for: 1m, proxy: wan, refuse: true }');
  const soaking = new SoakingProcess(context, at);
  await soaking.loaded();
  const proxies = proxiesOf(soaking);
  await soaking.kill();
  assert.ok(await until(() => !lives(proxies), PATIENCE_MS));
});
