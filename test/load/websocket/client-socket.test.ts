import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { ClientSocket, type SocketEvents } from '../../../src/load/websocket/client-socket.ts';
import { acceptOf } from '../../../src/load/websocket/handshake.ts';
import { HeldBytes } from '../../../src/load/websocket/held-bytes.ts';
import { readFrames, serverFrame } from '../../system/pubsub/frames.ts';
import { startPubSub } from '../../system/pubsub/start.ts';

const addressOf = (port: number) => ({
  host: '127.0.0.1',
  port,
  authority: `127.0.0.1:${port}`,
  path: '/',
  headers: {},
  protocols: [],
});

/** A connection whose story is told as words, until it is closed or `enough` says so. */
function story(port: number, reply: (socket: ClientSocket, word: string) => boolean): Promise<string[]> {
  return new Promise((resolve) => {
    const words: string[] = [];
    const tell = (socket: ClientSocket, word: string) => {
      words.push(word);
      if (reply(socket, word)) return;
      socket.destroy();
      resolve(words);
    };
    const events: SocketEvents = {
      onOpen: (socket) => tell(socket, 'open'),
      onMessage: (socket, bytes) => tell(socket, bytes.toString('utf8')),
      onPong: (socket) => tell(socket, 'pong'),
      onClosed: (socket, failure) => {
        tell(socket, failure);
        resolve(words);
      },
    };
    new ClientSocket(0, addressOf(port), new HeldBytes(), events);
  });
}

const toItsEnd = (port: number) => story(port, () => true);

/** A server that opens the connection and then does what `then` does; `heard` gets each frame of the client. */
async function opening(
  t: TestContext,
  then: (socket: Socket) => void,
  heard: (socket: Socket, opcode: number, payload: Buffer) => void = () => {},
): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', (bytes) => {
      const [, key = ''] = /sec-websocket-key: (.*)\r\n/.exec(bytes.toString('latin1')) ?? [];
      const accept = `Sec-WebSocket-Accept: ${acceptOf(key)}`;
      socket.write(`HTTP/1.1 101 Go on\r\nUpgrade: websocket\r\nConnection: upgrade\r\n${accept}\r\n\r\n`);
      let rest: Buffer = Buffer.alloc(0);
      socket.on('data', (more) => {
        const read = readFrames(Buffer.concat([rest, more]));
        rest = read.rest;
        for (const { opcode, payload } of read.frames) heard(socket, opcode, payload);
      });
      then(socket);
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

test('a message goes to a server and comes back, and so does a ping', async (t) => {
  const { port } = await startPubSub(t);
  const words = await story(port, (socket, word) => {
    if (word === 'open') socket.send('hello, größe');
    else if (word !== 'pong') socket.ping();
    return word !== 'pong';
  });
  assert.deepEqual(words, ['open', 'hello, größe', 'pong']);
});

test('a server that is not there, or no WebSocket server, is told by its class', async (t) => {
  const server = createServer((socket) => {
    socket.resume().end('HTTP/1.1 404 Not Found\r\n\r\n');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  assert.deepEqual(await toItsEnd(port), ['status-404']);
  server.close();
  await once(server, 'close');
  assert.deepEqual(await toItsEnd(port), ['refused']);
});

test('frames that come with the answer to the handshake are heard', async (t) => {
  const port = await opening(t, (socket) => void socket.end(serverFrame(1, 'early')));
  assert.deepEqual(await toItsEnd(port), ['open', 'early', 'closed']);
});

test('a close is answered with its code, and told by it', async (t) => {
  const answered = Promise.withResolvers<string>();
  const port = await opening(
    t,
    (socket) => void socket.write(serverFrame(8, Buffer.from([0x03, 0xe9]))),
    (_, opcode, payload) => answered.resolve(`${opcode} ${payload.readUInt16BE()}`),
  );
  assert.deepEqual(await toItsEnd(port), ['open', 'close-1001']);
  assert.equal(await answered.promise, '8 1001');
});

test('a ping is answered with what it carried', async (t) => {
  const port = await opening(
    t,
    (socket) => void socket.write(serverFrame(9, 'are you there')),
    (socket, opcode, payload) => void socket.end(serverFrame(1, `${opcode} ${payload}`)),
  );
  assert.deepEqual(await toItsEnd(port), ['open', '10 are you there', 'closed']);
});

test('what breaks the protocol is answered by the code that says why', async (t) => {
  const answered = Promise.withResolvers<string>();
  const port = await opening(
    t,
    (socket) => void socket.write(Buffer.from([0x81, 1, 0xff])),
    (_, opcode, payload) => answered.resolve(`${opcode} ${payload.readUInt16BE()}`),
  );
  assert.deepEqual(await toItsEnd(port), ['open', 'protocol']);
  assert.equal(await answered.promise, '8 1007');
});

test('a server that pings without end and reads nothing is not answered without end', async (t) => {
  let client: ClientSocket | null = null;
  const pings = Buffer.concat(Array.from({ length: 5000 }, () => serverFrame(9, 'x'.repeat(125))));
  const port = await opening(t, (socket) => {
    socket.pause();
    let rounds = 100;
    const more = () => {
      if (rounds-- > 0) socket.write(pings, more);
      else socket.end(serverFrame(1, 'enough'));
    };
    more();
  });
  let unsentBytes = 0;
  await story(port, (socket, word) => {
    client = socket;
    unsentBytes = Math.max(unsentBytes, socket.unsentBytes);
    return word !== 'enough';
  });
  assert.notEqual(client, null);
  assert.ok(unsentBytes < 16 * 1024, `${unsentBytes} bytes wait to be sent`);
});

test('whatever a hostile server sends, the connection ends in a word', async (t) => {
  let noise = Buffer.alloc(0);
  const port = await opening(t, (socket) => void socket.end(noise));
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((random) => Buffer.from(random));
  const broken = fc
    .tuple(fc.constantFrom(0x81, 0x01, 0x80, 0x88, 0x89, 0x82), bytes)
    .map(([first, rest]) => Buffer.concat([Buffer.from([first, rest.length & 0x7f]), rest]));
  await fc.assert(
    fc.asyncProperty(fc.oneof(bytes, broken), async (sent) => {
      noise = sent;
      const words = await toItsEnd(port);
      assert.equal(words[0], 'open');
      assert.match(words.at(-1) ?? '', /^(closed|close-\d{4}|protocol|reset)$/);
    }),
    { numRuns: 300 },
  );
});
