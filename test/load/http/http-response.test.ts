import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BODY_KEPT_BYTES, HEAD_LIMIT_BYTES, HttpResponse } from '../../../src/load/http/http-response.ts';

interface Outcome {
  readonly progress: string;
  readonly status: number;
  readonly body: string;
  readonly bodyBytes: number;
  readonly persistent: boolean;
}

/** What comes of these bytes, cut after each of `lengths` in turn; `closes`: the server then closes. */
function read(bytes: Buffer, lengths: readonly number[], closes = false, toHead = false): Outcome {
  const response = new HttpResponse({ toHead, keepBody: true });
  // As in a connection, every piece comes in the same buffer, with old bytes behind it.
  const shared = Buffer.alloc(64 * 1024, 0x0a);
  let progress = 'more';
  let at = 0;
  for (let cut = 0; at < bytes.length; cut++) {
    const length = Math.min(
      bytes.length - at,
      shared.length,
      Math.max(1, lengths[cut % lengths.length] ?? 1),
    );
    bytes.copy(shared, 0, at, at + length);
    progress = response.push(shared, length);
    at += length;
  }
  if (closes) progress = response.end();
  const { status, body, bodyBytes, persistent } = response;
  return { progress, status, body: body.toString('latin1'), bodyBytes, persistent };
}

const whole = (text: string, closes = false, toHead = false) =>
  read(Buffer.from(text, 'latin1'), [1 << 16], closes, toHead);

const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 });
const body = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const lineEnd = fc.constantFrom('\r\n', '\n');
const fillerHeaders = fc.array(
  fc.constantFrom('Date: now', 'X-Empty:', 'Set-Cookie: a=b; c', 'content-lengths: 7', 'X-Folded: a\r\n  b'),
  { maxLength: 4 },
);

/** Valid responses, with what is to be read from them. */
const valid = fc
  .record({
    eol: lineEnd,
    status: fc.constantFrom(200, 201, 301, 404, 500, 503, 999),
    informational: fc.constantFrom(
      '',
      'HTTP/1.1 100 Continue\r\n\r\n',
      'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n',
    ),
    headers: fillerHeaders,
    body,
    framing: fc.constantFrom('length', 'chunked', 'close'),
    sizes: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 }),
    extension: fc.constantFrom('', ';name=value', ' ;a'),
    trailer: fc.constantFrom('', 'X-Sum: 1\r\n'),
    connection: fc.constantFrom(
      '',
      'Connection: close',
      'CONNECTION: Keep-Alive, Close',
      'connection: keep-alive',
    ),
  })
  .map((parts) => {
    const { eol, framing } = parts;
    const lines = [`HTTP/1.1 ${parts.status} Some Reason`, ...parts.headers];
    if (parts.connection !== '') lines.push(parts.connection);
    if (framing === 'length') lines.push(`Content-LENGTH:  ${parts.body.length} `);
    if (framing === 'chunked') lines.push('Transfer-Encoding: chunked');
    const sent =
      framing === 'chunked'
        ? chunked(parts.body, parts.sizes, parts.extension) + parts.trailer + eol
        : parts.body;
    const keeps = framing !== 'close' && !parts.connection.toLowerCase().includes('close');
    const text = `${parts.informational}${lines.join(eol)}${eol}${eol}${sent}`;
    return { bytes: Buffer.from(text, 'latin1'), framing, status: parts.status, body: parts.body, keeps };
  });

function chunked(text: string, sizes: readonly number[], extension: string): string {
  let out = '';
  for (let at = 0, part = 0; at < text.length; part++) {
    const size = sizes[part % sizes.length] ?? 1;
    const chunk = text.slice(at, at + size);
    out += `${chunk.length.toString(16)}${extension}\r\n${chunk}\r\n`;
    at += size;
  }
  return `${out}0${extension}\r\n`;
}

test('a valid response is read the same however it is cut', () => {
  fc.assert(
    fc.property(valid, cuts, (response, lengths) => {
      const closes = response.framing === 'close';
      const expected: Outcome = {
        progress: 'done',
        status: response.status,
        body: response.body,
        bodyBytes: response.body.length,
        persistent: response.keeps,
      };
      assert.deepEqual(read(response.bytes, [1 << 16], closes), expected);
      assert.deepEqual(read(response.bytes, lengths, closes), expected);
      assert.deepEqual(read(response.bytes, [1], closes), expected);
    }),
    { numRuns: 1000 },
  );
});

test('a response that is cut off is never taken for a whole one', () => {
  fc.assert(
    fc.property(valid, fc.double({ min: 0, max: 0.999, noNaN: true }), cuts, (response, share, lengths) => {
      fc.pre(response.framing !== 'close');
      const part = response.bytes.subarray(0, Math.floor(response.bytes.length * share));
      assert.equal(read(part, lengths, true).progress, 'more');
    }),
  );
});

test('noise, and noise put into a valid response, ends in a word and in bounded memory', () => {
  const noise = fc.uint8Array({ maxLength: 2000 });
  fc.assert(
    fc.property(valid, noise, fc.nat(), fc.boolean(), cuts, (response, random, place, alone, lengths) => {
      const at = place % (response.bytes.length + 1);
      const bytes = alone
        ? Buffer.from(random)
        : Buffer.concat([response.bytes.subarray(0, at), random, response.bytes.subarray(at)]);
      const cut = read(bytes, lengths, true);
      assert.ok(['more', 'done', 'malformed'].includes(cut.progress));
      assert.deepEqual(cut, read(bytes, [1 << 16], true), 'the cuts make no difference to noise either');
    }),
    { numRuns: 1000 },
  );
});

test('responses without a body end at the head, and keep the connection', () => {
  for (const text of [
    'HTTP/1.1 204 No Content\r\n\r\n',
    'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n',
  ])
    assert.deepEqual([whole(text).progress, whole(text).persistent], ['done', true]);
  const toHead = whole('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n', false, true);
  assert.deepEqual([toHead.progress, toHead.persistent, toHead.bodyBytes], ['done', true, 0]);
});

test('HTTP/1.0 keeps the connection only when it says so', () => {
  const persistent = (head: string) =>
    whole(`HTTP/1.0 200 OK\r\n${head}Content-Length: 0\r\n\r\n`).persistent;
  assert.equal(persistent(''), false);
  assert.equal(persistent('Connection: keep-alive\r\n'), true);
});

test('bytes after the end leave the response whole and the connection unfit', () => {
  const outcome = whole('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n');
  assert.deepEqual([outcome.progress, outcome.body, outcome.persistent], ['done', 'ok', false]);
});

test('a body of both lengths is read in chunks on a connection not to be trusted', () => {
  const outcome = whole(
    'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n',
  );
  assert.deepEqual([outcome.progress, outcome.body, outcome.persistent], ['done', 'a', false]);
});

test('a transfer coding that does not end in chunked lasts until the connection closes', () => {
  const outcome = whole('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\nabc', true);
  assert.deepEqual([outcome.progress, outcome.body, outcome.persistent], ['done', 'abc', false]);
});

test('the same length twice is one length', () => {
  assert.equal(
    whole('HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\nContent-Length: 2\r\n\r\nok').progress,
    'done',
  );
});

for (const [what, text] of Object.entries({
  'not HTTP': 'SSH-2.0-OpenSSH_9.2\r\n\r\n',
  'HTTP/2': 'HTTP/2 200\r\n\r\n',
  'a status of two digits': 'HTTP/1.1 20 OK\r\n\r\n',
  'a status below 100': 'HTTP/1.1 099 OK\r\n\r\n',
  'an empty first line': '\r\n\r\n',
  'a header without a colon': 'HTTP/1.1 200 OK\r\nnothing\r\n\r\n',
  'a space before the colon': 'HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n',
  'a header without a name': 'HTTP/1.1 200 OK\r\n: x\r\n\r\n',
  'a fold before any header': 'HTTP/1.1 200 OK\r\n x\r\n\r\n',
  'a folded length': 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n 2\r\n\r\n',
  'a zero byte in the head': 'HTTP/1.1 200 OK\r\nX: \0\r\n\r\n',
  'a bare carriage return': 'HTTP/1.1 200 OK\r\nX: a\rContent-Length: 5\r\n\r\n',
  'two different lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
  'a list of different lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n',
  'a negative length': 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n',
  'a length beyond all bounds': 'HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n\r\n',
  'a switch of protocols': 'HTTP/1.1 101 Switching Protocols\r\n\r\n',
  'a chunk size that is no number': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
  'a chunk size beyond all bounds': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffff\r\n',
  'a chunk longer than its size': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n',
  'a trailer without a colon': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nnothing\r\n\r\n',
})) {
  test(`malformed: ${what}`, () => {
    assert.equal(whole(text).progress, 'malformed');
    assert.equal(read(Buffer.from(text, 'latin1'), [1]).progress, 'malformed');
  });
}

test('heads, chunk lines and trailers without end are cut off at their limit', () => {
  const endless = {
    head: 'HTTP/1.1 200 OK\r\nx: ',
    line: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;',
  };
  for (const start of Object.values(endless))
    assert.equal(whole(start + 'a'.repeat(HEAD_LIMIT_BYTES + 1)).progress, 'malformed');
  const headers = `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(HEAD_LIMIT_BYTES / 6)}`;
  assert.equal(whole(headers).progress, 'malformed');
  const trailers = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n${'a: b\r\n'.repeat(HEAD_LIMIT_BYTES / 5)}`;
  assert.equal(whole(trailers).progress, 'malformed');
  const informational = 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(HEAD_LIMIT_BYTES / 20);
  assert.equal(whole(informational).progress, 'malformed');
});

test('of a large body its first part is kept and all is counted', () => {
  const response = new HttpResponse({ toHead: false, keepBody: true });
  const total = 3 * BODY_KEPT_BYTES + 17;
  const head = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${total}\r\n\r\n`);
  response.push(head, head.length);
  const piece = Buffer.alloc(10_007, 'x');
  let progress = 'more';
  for (let sent = 0; sent < total; sent += piece.length)
    progress = response.push(piece, Math.min(piece.length, total - sent));
  assert.deepEqual([progress, response.bodyBytes, response.body.length], ['done', total, BODY_KEPT_BYTES]);
});
