/**
 * A WebSocket server with channels, which can be told to be a bad one:
 *
 *   node server.ts [--port N] [--drop SHARE] [--duplicate SHARE] [--reorder SHARE] [--corrupt SHARE]
 *                  [--hang-up-after MESSAGES]
 *
 * `{"subscribe":"c"}` is answered with `{"subscribed":"c"}`; `{"publish":"c","data":…}` goes to the subscribers of c
 * as `{"channel":"c","data":…}`; any other text comes back as it is. Shares are of the deliveries, one by one.
 * A connection is hung up after so many messages from its client.
 * GET /truth tells what it did. It prints its port.
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { readFrames, serverFrame } from './frames.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    drop: { type: 'string', default: '0' },
    duplicate: { type: 'string', default: '0' },
    reorder: { type: 'string', default: '0' },
    corrupt: { type: 'string', default: '0' },
    'hang-up-after': { type: 'string', default: '0' },
  },
});
const share = {
  drop: Number(values.drop),
  duplicate: Number(values.duplicate),
  reorder: Number(values.reorder),
  corrupt: Number(values.corrupt),
};
const hangUpAfter = Number(values['hang-up-after']);
const truth = {
  opened: 0,
  open: 0,
  subscriptions: 0,
  published: 0,
  delivered: 0,
  dropped: 0,
  duplicated: 0,
  reordered: 0,
  corrupted: 0,
  rssBytes: 0,
};

interface Client {
  readonly socket: Socket;
  readonly channels: Set<string>;
  heard: number;
  rest: Buffer | null;
  /** A delivery that waits for the next one to go first, by channel. */
  held: Map<string, Buffer> | null;
}

const channels = new Map<string, Set<Client>>();

const server = createServer((request, response) => {
  truth.rssBytes = process.memoryUsage.rss();
  response.end(request.url === '/truth' ? JSON.stringify(truth) : 'ok\n');
});
server.on('upgrade', (request, socket: Socket) => {
  const key = request.headers['sec-websocket-key'] ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.setNoDelay(true);
  const client: Client = { socket, channels: new Set(), heard: 0, rest: null, held: null };
  truth.opened++;
  truth.open++;
  socket.on('data', (bytes: Buffer) => {
    const { frames, rest } = readFrames(client.rest === null ? bytes : Buffer.concat([client.rest, bytes]));
    client.rest = rest.length === 0 ? null : rest;
    for (const { opcode, payload } of frames) {
      if (opcode === 8) socket.end(serverFrame(8, payload));
      else if (opcode === 9) socket.write(serverFrame(10, payload));
      else if (opcode === 1) hear(client, payload.toString('utf8'));
      if (++client.heard === hangUpAfter) socket.destroy();
    }
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    truth.open--;
    truth.subscriptions -= client.channels.size;
    for (const name of client.channels) channels.get(name)?.delete(client);
  });
});
server.listen({ port: Number(values.port), host: '127.0.0.1', backlog: 4096 }, () =>
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`),
);

function hear(client: Client, text: string): void {
  const message = text.startsWith('{"') ? JSON.parse(text) : {};
  if (typeof message.subscribe === 'string') {
    const name = message.subscribe;
    if (!client.channels.has(name)) truth.subscriptions++;
    client.channels.add(name);
    channels.set(name, (channels.get(name) ?? new Set()).add(client));
    client.socket.write(serverFrame(1, JSON.stringify({ subscribed: name })));
  } else if (typeof message.publish === 'string') {
    const name = message.publish;
    const frame = serverFrame(1, JSON.stringify({ channel: name, data: message.data }));
    truth.published++;
    for (const subscriber of channels.get(name) ?? []) deliver(subscriber, name, frame);
  } else client.socket.write(serverFrame(1, text));
}

function deliver(client: Client, name: string, frame: Buffer): void {
  if (Math.random() < share.drop) {
    truth.dropped++;
    return;
  }
  truth.delivered++;
  let sent = frame;
  if (Math.random() < share.corrupt) {
    truth.corrupted++;
    sent = Buffer.from(frame);
    // In the middle of it, one letter for another.
    const at = sent.length >> 1;
    sent[at] = sent[at] === 0x61 ? 0x62 : 0x61;
  }
  const waiting = client.held?.get(name);
  if (waiting === undefined && Math.random() < share.reorder) {
    truth.reordered++;
    client.held ??= new Map();
    client.held.set(name, sent);
    return;
  }
  client.socket.write(sent);
  if (Math.random() < share.duplicate) {
    truth.duplicated++;
    client.socket.write(sent);
  }
  if (waiting === undefined) return;
  client.held?.delete(name);
  client.socket.write(waiting);
}
