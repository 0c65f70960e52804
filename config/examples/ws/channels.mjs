// A small WebSocket server with channels, for config/examples/ws.yaml: node channels.mjs PORT
// {"subscribe":"7"} is answered with {"subscribed":"7"}; {"publish":"7","data":…} goes to the subscribers of 7.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

const channels = new Map();

const server = createServer((_, response) => response.end('ok\n'));
server.on('upgrade', (request, socket) => {
  const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(key).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  const subscribed = new Set();
  let rest = Buffer.alloc(0);
  socket.on('data', (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    for (let read = readFrame(rest); read !== null; read = readFrame(rest)) {
      rest = rest.subarray(read.length);
      if (read.opcode === 8) socket.end(frame(8, read.payload));
      else if (read.opcode === 9) socket.write(frame(10, read.payload));
      else if (read.opcode === 1) hear(socket, subscribed, read.payload);
    }
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    for (const name of subscribed) channels.get(name).delete(socket);
  });
});
server.listen(Number(process.argv[2]), '127.0.0.1');

function hear(socket, subscribed, payload) {
  const message = JSON.parse(payload.toString('utf8'));
  if (message.subscribe !== undefined) {
    if (!channels.has(message.subscribe)) channels.set(message.subscribe, new Set());
    channels.get(message.subscribe).add(socket);
    subscribed.add(message.subscribe);
    socket.write(frame(1, JSON.stringify({ subscribed: message.subscribe })));
  } else if (message.publish !== undefined) {
    const sent = frame(1, JSON.stringify({ channel: message.publish, data: message.data }));
    for (const subscriber of channels.get(message.publish) ?? []) subscriber.write(sent);
  } else socket.write(frame(1, payload));
}

/** The first frame of a client, unmasked; null while it is not complete. Up to 64 KiB. */
function readFrame(bytes) {
  if (bytes.length < 6) return null;
  const short = bytes[1] & 127;
  const start = short === 126 ? 8 : 6;
  const payloadLength = short === 126 ? bytes.readUInt16BE(2) : short;
  if (bytes.length < start + payloadLength) return null;
  const payload = Buffer.from(bytes.subarray(start, start + payloadLength));
  for (let at = 0; at < payload.length; at++) payload[at] ^= bytes[start - 4 + (at & 3)];
  return { opcode: bytes[0] & 15, payload, length: start + payloadLength };
}

function frame(opcode, payload) {
  const bytes = Buffer.from(payload);
  const head = bytes.length < 126 ? [bytes.length] : [126, bytes.length >> 8, bytes.length & 255];
  return Buffer.concat([Buffer.from([0x80 | opcode, ...head]), bytes]);
}
