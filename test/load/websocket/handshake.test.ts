import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  acceptOf,
  HANDSHAKE_LIMIT_BYTES,
  HandshakeAnswer,
  handshakeKey,
  handshakeText,
} from '../../../src/load/websocket/handshake.ts';

const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';
const GOOD = [
  'HTTP/1.1 101 Switching Protocols',
  'Upgrade: WebSocket',
  'Connection: keep-alive, Upgrade',
  `Sec-WebSocket-Accept: ${ACCEPT}`,
];

/** Where the frames begin, why it failed, or null; read in cuts, other bytes lying behind each. */
function answer(
  text: string,
  lengths: readonly number[] = [1 << 16],
  protocols: readonly string[] = [],
): number | string | null {
  const reader = new HandshakeAnswer(KEY, protocols);
  const bytes = Buffer.from(text, 'latin1');
  let at = 0;
  for (let cut = 0; at < bytes.length; cut++) {
    const length = Math.min(bytes.length - at, lengths[cut % lengths.length] ?? 1);
    const piece = Buffer.concat([bytes.subarray(at, at + length), Buffer.from('\r\n\r\n')]);
    const found = reader.push(piece, length);
    if (found !== null) return typeof found === 'number' ? at + found : found;
    at += length;
  }
  return null;
}

const head = (lines: readonly string[]) => `${lines.join('\r\n')}\r\n\r\n`;

test('the accept value is the one of the example in RFC 6455', () => {
  assert.equal(acceptOf(KEY), ACCEPT);
  assert.equal(Buffer.from(handshakeKey(), 'base64').length, 16);
});

test('the request asks for version 13 with its key, protocols and headers', () => {
  const request = {
    authority: '127.0.0.1:80',
    path: '/chat?x=1',
    headers: { 'x-room': '7' },
    protocols: ['a', 'b'],
  };
  assert.equal(
    handshakeText(request, KEY),
    'GET /chat?x=1 HTTP/1.1\r\nhost: 127.0.0.1:80\r\nupgrade: websocket\r\nconnection: Upgrade\r\n' +
      `sec-websocket-key: ${KEY}\r\nsec-websocket-version: 13\r\nsec-websocket-protocol: a, b\r\nx-room: 7\r\n\r\n`,
  );
});

test('a good answer is accepted however it is cut, and frames begin right behind it', () => {
  const text = head(GOOD);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), fc.nat(9), (lengths, more) => {
      assert.equal(answer(text + 'x'.repeat(more), lengths), text.length);
    }),
  );
});

for (const [what, lines, failure] of [
  ['another status', ['HTTP/1.1 503 Busy'], 'status-503'],
  ['a plain page', ['HTTP/1.1 200 OK', ...GOOD.slice(1)], 'status-200'],
  ['something that is not HTTP', ['SSH-2.0'], 'handshake'],
  ['no upgrade', GOOD.toSpliced(1, 1), 'handshake'],
  ['another upgrade', GOOD.toSpliced(1, 1, 'Upgrade: h2c'), 'handshake'],
  ['a connection that is not upgraded', GOOD.toSpliced(2, 1, 'Connection: close'), 'handshake'],
  ['no proof', GOOD.slice(0, 3), 'handshake'],
  ['the proof of another key', GOOD.toSpliced(3, 1, `Sec-WebSocket-Accept: ${acceptOf('x')}`), 'handshake'],
  ['two proofs', [...GOOD, `Sec-WebSocket-Accept: ${ACCEPT}`], 'handshake'],
  ['an extension nobody offered', [...GOOD, 'Sec-WebSocket-Extensions: permessage-deflate'], 'handshake'],
  ['a protocol nobody offered', [...GOOD, 'Sec-WebSocket-Protocol: chat'], 'handshake'],
] as const) {
  test(`an answer with ${what} is refused`, () => assert.equal(answer(head(lines)), failure));
}

test('one of the protocols that were offered may be chosen, or none', () => {
  const chosen = head([...GOOD, 'Sec-WebSocket-Protocol: b']);
  assert.equal(answer(chosen, [9], ['a', 'b']), chosen.length);
  assert.equal(answer(head(GOOD), [9], ['a', 'b']), head(GOOD).length);
});

test('an answer without end is refused at its limit', () => {
  const endless = `HTTP/1.1 101 Switching Protocols\r\nx: ${'a'.repeat(HANDSHAKE_LIMIT_BYTES)}`;
  assert.equal(answer(endless, [4096]), 'handshake');
  assert.equal(answer(`${endless}\r\n\r\n`), 'handshake');
});

test('noise never opens a connection, and never throws', () => {
  const noise = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
  fc.assert(
    fc.property(noise, fc.boolean(), fc.nat(), (random, alone, place) => {
      const good = head(GOOD.slice(0, 3));
      const at = place % (good.length + 1);
      const found = answer(alone ? `${random}\r\n\r\n` : good.slice(0, at) + random + good.slice(at), [7]);
      assert.ok(found === null || typeof found === 'string');
    }),
    { numRuns: 1000 },
  );
});
