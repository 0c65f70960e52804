import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { hash32, hashKey } from '../../../src/hash.ts';
import { acceptOf } from '../../../src/load/websocket/handshake.ts';
import type { WsDeed, WsOperationPlan } from '../../../src/plan/operation/ws-operation-plan.ts';
import { serverFrame } from '../../system/pubsub/frames.ts';
import { loadPlan, openModel, runGenerator } from '../run-generator.ts';

/** A server that opens every connection and then says what it likes: `say` is called with the bytes that come. */
async function hostile(
  t: TestContext,
  say: (socket: Socket, nth: number, bytes: Buffer) => void,
): Promise<number> {
  const sockets = new Set<Socket>();
  let opened = 0;
  const server = createServer((socket) => {
    const nth = opened++;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.once('data', (request) => {
      const [, key = ''] = /sec-websocket-key: (.*)\r\n/.exec(request.toString('latin1')) ?? [];
      const accept = `Sec-WebSocket-Accept: ${acceptOf(key)}`;
      socket.write(`HTTP/1.1 101 Go on\r\nUpgrade: websocket\r\nConnection: upgrade\r\n${accept}\r\n\r\n`);
      socket.on('data', (bytes) => say(socket, nth, bytes));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

function operations(port: number): readonly WsOperationPlan[] {
  const base = { kind: 'ws', weight: 1, target: null, timeoutMs: 500, headers: {}, protocols: [] } as const;
  const url = `ws://127.0.0.1:${port}/`;
  const publish: WsDeed = {
    kind: 'publish',
    connections: 8,
    openPerSecond: 500,
    channels: 4,
    channelsEach: 2,
    subscribe: `{"subscribe":"\${channel}"}`,
    confirmed: null,
    message: `{"publish":"\${channel}","data":"\${stamp(50B)}"}`,
  };
  const expect = { contains: 'never', matches: '^(a*)*b$' };
  const exchange: WsDeed = { kind: 'exchange', message: `\${stamp}`, fresh: false, expect };
  return [
    { ...base, name: 'publish', url, does: publish },
    { ...base, name: 'ask', url, does: exchange },
  ];
}

const key = hashKey(7, 'hostile');
const noise = (nth: number, length: number) =>
  Buffer.from(Array.from({ length }, (_, at) => hash32(key + nth, at) & 0xff));

const ways: Readonly<Record<string, (socket: Socket, nth: number, bytes: Buffer) => void>> = {
  'answers with noise': (socket, nth) => void socket.write(noise(nth, 200)),
  'sends back what it gets as it came, masked': (socket, _, bytes) => void socket.write(bytes),
  'says stamps of its own making, without end': (socket) => {
    const stamps = `sk1-${'0'.repeat(8)}-0-0-0-0-00000000--00000000 sk1-`.repeat(500);
    socket.write(Buffer.concat([serverFrame(10, ''), serverFrame(1, stamps)]));
  },
  'begins messages and never ends them': (socket) =>
    void socket.write(Buffer.concat([serverFrame(10, ''), serverFrame(2, Buffer.alloc(5000), false)])),
  'closes each connection as it is used': (socket) =>
    void socket.end(serverFrame(8, Buffer.from([0x03, 0xf3]))),
  'answers with what takes a regular expression for ever': (socket) =>
    void socket.write(Buffer.concat([serverFrame(10, ''), serverFrame(1, `never ${'a'.repeat(40)}`)])),
};

for (const [way, say] of Object.entries(ways)) {
  test(`a server that ${way} fails operations, and neither ends nor holds up the load`, async (t) => {
    const port = await hostile(t, say);
    const plan = loadPlan(operations(port), { model: openModel(60), connections: 10 });
    const totals = await runGenerator(plan, 30);
    assert.equal(totals.failed + totals.skipped, 30, JSON.stringify(totals.failures));
  });
}
