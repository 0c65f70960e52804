import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { delayKey, delayMs, type LatencyPlan } from '../../src/fault/proxy/delay.ts';
import { MOST_HELD_BYTES } from '../../src/fault/proxy/lane.ts';
import { Proxies } from '../../src/fault/proxy/proxies.ts';
import { proxyAct } from '../../src/fault/proxy/proxy-act.ts';
import { until } from '../../src/fault/until.ts';
import type { ProxyActPlan } from '../../src/plan/fault/fault-plan.ts';
import { client, ending, proxied, read, roundTrip } from './proxied.ts';

/** Longer than anything takes on a busy machine: a test fails by it, and never waits for it. */
const PATIENCE_MS = 60_000;
const SEED = 7;

test('what is sent through a proxy comes through as it is, both ways, to the end', async (context) => {
  const wan = await proxied(context);
  const socket = await client(context, wan);
  const message = Buffer.alloc(5_000_000, 'abcdefghijk');
  await roundTrip(socket, message);
  socket.end();
  assert.deepEqual(await ending(socket), { error: null, bytes: 0 });
});

test('seeded latencies of 50 to 500 ms are measured as the seed has them, and none when they are taken away', async (context) => {
  const latency: LatencyPlan = { kind: 'latency', meanMs: 275, jitterMs: 225, distribution: 'uniform' };
  const wan = await proxied(context);
  const [connections, messages] = [16, 10];
  const sockets = [];
  // One after the other: the proxy counts them in this order.
  for (let number = 0; number < connections; number += 1) {
    const socket = await client(context, wan);
    await roundTrip(socket, 'there');
    sockets.push(socket);
  }
  await wan.add('0-0', [latency]);
  const measured = await Promise.all(
    sockets.map(async (socket) => {
      const latencies = [];
      for (let message = 0; message < messages; message += 1) latencies.push(await roundTrip(socket, 'x'));
      return latencies;
    }),
  );
  const seeded = sockets.map((_, number) =>
    Array.from({ length: messages }, (_, message) =>
      delayMs(latency, delayKey(SEED, 'down', number), message),
    ),
  );
  assert.ok(seeded.flat().every((ms) => ms >= 50 && ms <= 500));
  for (const [number, latencies] of measured.entries())
    for (const [message, ms] of latencies.entries())
      assert.ok(ms >= (seeded[number]?.[message] ?? Infinity) - 1, 'no message is early');
  const distance = distanceOf(measured.flat(), seeded.flat());
  assert.ok(distance < criticalDistance(measured.flat().length), `Kolmogorov–Smirnov distance ${distance}`);
  const { figures } = await wan.remove('0-0');
  assert.equal(figures?.messagesDelayed, connections * messages);
  assert.equal(figures?.bytesDelayed, connections * messages);
  const after = await Promise.all(sockets.map((socket) => roundTrip(socket, 'x')));
  assert.ok(median(after) < 50, `without the latency ${median(after)} ms`);
});

test('normal jitter has the mean and the deviation that were asked for', () => {
  const plan: LatencyPlan = { kind: 'latency', meanMs: 100, jitterMs: 20, distribution: 'normal' };
  const delays = Array.from({ length: 20_000 }, (_, message) =>
    delayMs(plan, delayKey(SEED, 'up', 3), message),
  );
  const mean = delays.reduce((sum, ms) => sum + ms, 0) / delays.length;
  const deviation = Math.sqrt(delays.reduce((sum, ms) => sum + (ms - mean) ** 2, 0) / delays.length);
  assert.ok(Math.abs(mean - 100) < 1, `mean ${mean}`);
  assert.ok(Math.abs(deviation - 20) < 1, `deviation ${deviation}`);
});

test('a latency in one direction leaves the other one alone, and what it held back goes on when it ends', async (context) => {
  const wan = await proxied(context, (socket) => {
    socket.write('hello');
    socket.on('data', (chunk) => socket.write(chunk));
  });
  await wan.add('0-0', [{ kind: 'latency', meanMs: 3_600_000, jitterMs: 0, distribution: 'uniform' }], {
    direction: 'up',
  });
  const socket = await client(context, wan);
  assert.equal(String(await read(socket, 5)), 'hello');
  const back = read(socket, 3);
  socket.write('abc');
  await wan.remove('0-0');
  assert.equal(String(await back), 'abc');
});

test('bandwidth lets bytes through at its rate, all of them, in order', async (context) => {
  const wan = await proxied(context);
  const socket = await client(context, wan);
  await wan.add('0-0', [{ kind: 'bandwidth', bytesPerSecond: 200_000 }]);
  const message = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
  const ms = await roundTrip(socket, message);
  assert.ok(ms >= 480, `100 kB at 200 kB/s took ${ms} ms`);
  const { figures } = await wan.remove('0-0');
  assert.equal(figures?.bytesDelayed, 100_000);
});

test('several faults are in a row: latency comes on top of bandwidth', async (context) => {
  const wan = await proxied(context);
  const socket = await client(context, wan);
  await wan.add('0-0', [{ kind: 'latency', meanMs: 200, jitterMs: 0, distribution: 'uniform' }]);
  await wan.add('1-0', [{ kind: 'bandwidth', bytesPerSecond: 100_000 }]);
  const ms = await roundTrip(socket, Buffer.alloc(30_000, 'x'));
  assert.ok(ms >= 490, `${ms} ms`);
  await wan.remove('0-0');
  const less = await roundTrip(socket, Buffer.alloc(10_000, 'x'));
  assert.ok(less >= 95, `${less} ms`);
});

test('a blackhole holds everything back, bounded, and loses nothing', async (context) => {
  const wan = await proxied(context);
  const socket = await client(context, wan);
  await wan.add('0-0', [{ kind: 'blackhole' }]);
  const message = Buffer.alloc(20_000_000, 'abcdefghijk');
  let came = 0;
  socket.on('data', (chunk: Buffer) => {
    came += chunk.length;
  });
  socket.write(message);
  // More is on its way than is held back: from here on nothing moves.
  while (((await wan.proxies.look('0-0', 'wan')).figures?.bytesHeld ?? 0) < MOST_HELD_BYTES) await delay(10);
  assert.equal(came, 0);
  const back = read(socket, message.length);
  const { figures } = await wan.remove('0-0');
  assert.ok((figures?.bytesHeld ?? 0) <= MOST_HELD_BYTES + 2 * 65_536, `${figures?.bytesHeld} bytes`);
  assert.ok((await back).equals(message));
});

test('a connection is cut after exactly so many bytes', async (context) => {
  const wan = await proxied(context);
  await wan.add('0-0', [{ kind: 'cut-after', bytes: 12_345 }]);
  const socket = await client(context, wan);
  const over = ending(socket);
  socket.write(Buffer.alloc(50_000, 'x'));
  assert.equal((await over).bytes, 12_345);
  assert.equal((await wan.remove('0-0')).figures?.connectionsCut, 1);
  await roundTrip(await client(context, wan), 'x');
});

test('what goes on before the cut arrives, however slowly it is read', async (context) => {
  const wan = await proxied(context, (socket) => socket.write(Buffer.alloc(9_000_000, 'x')));
  await wan.add('0-0', [{ kind: 'cut-after', bytes: 8_000_000 }]);
  const socket = await client(context, wan);
  let came = 0;
  // The upstream's side of the connection is over long before all of it is read here.
  while (((await wan.proxies.look('0-0', 'wan')).figures?.connectionsCut ?? 0) === 0) {
    came += (socket.read() as Buffer | null)?.length ?? 0;
    await delay(1);
  }
  const { error, bytes } = await ending(socket);
  assert.deepEqual([error, came + bytes], [null, 8_000_000]);
});

test('the end of a stream is late by a slow close', async (context) => {
  const wan = await proxied(context, (socket) => socket.end('bye'));
  await wan.add('0-0', [{ kind: 'slow-close', delayMs: 300 }]);
  const sinceMs = performance.now();
  const socket = await client(context, wan);
  const ended = once(socket, 'end');
  assert.equal(String(await read(socket, 3)), 'bye');
  await ended;
  assert.ok(performance.now() - sinceMs >= 295);
  assert.equal((await wan.remove('0-0')).figures?.closesDelayed, 1);
});

test('reset ends connections that are there and new ones by a reset, until it is taken away', async (context) => {
  const wan = await proxied(context);
  const before = await client(context, wan);
  await roundTrip(before, 'x');
  const over = ending(before);
  assert.equal((await wan.add('0-0', [{ kind: 'reset' }])).figures?.connectionsReset, 1);
  assert.equal((await over).error, 'ECONNRESET');
  const during = connect({ port: wan.port, host: '127.0.0.1' });
  assert.equal((await ending(during)).error, 'ECONNRESET');
  assert.equal((await wan.remove('0-0')).figures?.connectionsReset, 2);
  await roundTrip(await client(context, wan), 'x');
});

test('refuse turns new clients away as if nobody listened, and lets the others go on', async (context) => {
  const wan = await proxied(context);
  const before = await client(context, wan);
  await roundTrip(before, 'x');
  const { refuses } = await wan.add('0-0', [{ kind: 'refuse' }]);
  assert.equal(refuses, true, 'seen by the proxy itself');
  assert.equal((await ending(connect({ port: wan.port, host: '127.0.0.1' }))).error, 'ECONNREFUSED');
  await roundTrip(before, 'y');
  await wan.add('1-0', [{ kind: 'refuse' }]);
  await wan.remove('0-0');
  assert.equal((await ending(connect({ port: wan.port, host: '127.0.0.1' }))).error, 'ECONNREFUSED');
  await wan.remove('1-0');
  await roundTrip(await client(context, wan), 'x');
});

test('drop resets a share of the live connections, the same ones for the same seed', async (context) => {
  const dropped = async (): Promise<number[]> => {
    const wan = await proxied(context);
    const ended: number[] = [];
    for (let number = 0; number < 40; number += 1) {
      const socket = await client(context, wan);
      await roundTrip(socket, 'x');
      socket.on('close', () => ended.push(number));
    }
    const { figures } = await wan.add('0-0', [{ kind: 'drop', share: 0.3 }]);
    assert.ok(await until(() => ended.length === figures?.connectionsReset, PATIENCE_MS));
    return ended.toSorted((a, b) => a - b);
  };
  const [one, other] = await Promise.all([dropped(), dropped()]);
  assert.deepEqual(one, other);
  assert.ok(one.length >= 4 && one.length <= 20, `${one.length} of 40`);
});

test('a share of the connections has the fault, and the others do not', async (context) => {
  const wan = await proxied(context);
  await wan.add('0-0', [{ kind: 'reset' }], { share: 0.5 });
  let reset = 0;
  for (let number = 0; number < 40; number += 1) {
    const socket = connect({ port: wan.port, host: '127.0.0.1' });
    socket.on('connect', () => socket.end());
    if ((await ending(socket)).error !== null) reset += 1;
  }
  assert.ok(reset >= 8 && reset <= 32, `${reset} of 40`);
  assert.equal((await wan.remove('0-0')).figures?.connections, reset);
});

test('an upstream that refuses is a reset for the client, and the proxy goes on', async (context) => {
  const wan = await proxied(context, (socket) => socket.resetAndDestroy());
  const socket = await client(context, wan);
  const over = ending(socket);
  socket.write('x');
  assert.equal((await over).error, 'ECONNRESET');
  assert.equal((await ending(connect({ port: wan.port, host: '127.0.0.1' }))).error, 'ECONNRESET');
});

test('a fault that nothing came through is no proof, and one that something did is', async (context) => {
  const wan = await proxied(context);
  const plan: ProxyActPlan = {
    kind: 'proxy',
    proxy: 'wan',
    direction: 'both',
    share: 1,
    toxics: [{ kind: 'latency', meanMs: 5, jitterMs: 0, distribution: 'uniform' }],
  };
  const act = (id: string) => proxyAct(plan, { id, seed: SEED, proxies: wan.proxies });
  const idle = act('0-0');
  assert.equal((await idle.begin()).seen, true);
  const end = await idle.end();
  assert.equal(end.seen, false);
  assert.match(end.text, /nothing came that it could have done something to/);
  const busy = act('0-1');
  await busy.begin();
  await roundTrip(await client(context, wan), 'abc');
  const { seen, text, figures } = await busy.end();
  assert.equal(seen, true, text);
  assert.deepEqual(figures, { connections: 1, messagesDelayed: 2, delayMs: 10, bytesDelayed: 6 });
});

test('a proxy whose port is taken says which and where', async (context) => {
  const wan = await proxied(context);
  const endpoint = { host: '127.0.0.1', port: wan.port };
  const other = new Proxies({
    plans: [{ name: 'lan', listen: endpoint, upstream: endpoint, iKnow: false }],
    onBegin: () => {},
    onTrouble: () => {},
  });
  context.after(() => other.close());
  await assert.rejects(other.start(), {
    message: `the proxy lan cannot listen at 127.0.0.1:${wan.port}: something else listens there`,
  });
});

test('proxies whose process dies are begun anew, and it is told', async (context) => {
  const wan = await proxied(context);
  const first = wan.proxies.process;
  assert.ok(first !== null);
  process.kill(first.pid, 'SIGKILL');
  assert.ok(await until(() => (wan.proxies.process?.pid ?? first.pid) !== first.pid, PATIENCE_MS));
  assert.match(wan.troubles[0] ?? '', /ended: SIGKILL; another one is started/);
  assert.equal((await wan.remove('0-0')).figures, null, 'a fault of before is not in force there');
  await roundTrip(await client(context, wan), 'x');
});

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Kolmogorov and Smirnov: the greatest distance of two empirical distributions. */
function distanceOf(one: readonly number[], other: readonly number[]): number {
  const share = (values: readonly number[], at: number): number =>
    values.filter((value) => value <= at).length / values.length;
  return Math.max(...[...one, ...other].map((at) => Math.abs(share(one, at) - share(other, at))));
}

/** Of two samples of the same size: exceeded once in a thousand times by chance. */
function criticalDistance(size: number): number {
  return 1.949 * Math.sqrt(2 / size);
}
