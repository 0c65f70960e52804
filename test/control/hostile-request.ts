/** Requests as a broken, hurried or hostile program would make them; the same seed makes the same ones. */
import { LIMITS } from '../../src/control/limits.ts';
import type { Dice } from '../fixture/mutate.ts';

export interface HostileRequest {
  readonly kind: string;
  /** Written one after the other. */
  readonly pieces: readonly Buffer[];
  /**
   * wait: until the server closes. abort: gone at once after the last piece. half: no more will be written, and what comes
   * is read. hold: kept open in silence, and nothing is read.
   */
  readonly end: 'wait' | 'abort' | 'half' | 'hold';
}

type Kind = (roll: Dice) => Omit<HostileRequest, 'kind'>;

export function hostileRequest(roll: Dice): HostileRequest {
  const [kind, make] = pick(Object.entries(KINDS), roll);
  return { kind, ...make(roll) };
}

/** None of them is a request that would be done. */
const KINDS: Readonly<Record<string, Kind>> = {
  garbage: (roll) => ({ pieces: [bytes(1 + roll(2000), roll)], end: pick(['wait', 'half', 'abort'], roll) }),
  'broken request line': (roll) => said(pick(BROKEN_LINES, roll), roll),
  'wrong method or path': (roll) =>
    said(
      `${pick(METHODS, roll)} ${pick(PATHS, roll)} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`,
      roll,
    ),
  'long header': (roll) =>
    said(`GET /status HTTP/1.1\r\nx: ${'y'.repeat(LIMITS.headerBytes + roll(50_000))}`, roll),
  'many headers': (roll) =>
    said(`GET /status HTTP/1.1\r\nhost: a\r\n${'a: b\r\n'.repeat(1500 + roll(3000))}\r\n`, roll),
  'long body': (roll) =>
    rarely(roll, 8, () =>
      said(post(Buffer.alloc(LIMITS.bodyBytes + 1 + roll(100_000), 'x').toString()), roll),
    ),
  'body that is promised': (roll) => ({
    pieces: [Buffer.from(`POST /runs HTTP/1.1\r\nhost: a\r\ncontent-length: ${10 ** roll(15)}\r\n\r\n{"te`)],
    end: pick(['abort', 'half', 'hold'], roll),
  }),
  'strange lengths': (roll) =>
    said(`POST /runs HTTP/1.1\r\nhost: a\r\n${pick(LENGTHS, roll)}\r\n\r\n{"file":"/a"}`, roll),
  'strange json': (roll) => said(post(pick(DOCUMENTS, roll)(roll)), roll),
  'slow header': (roll) => ({
    pieces: [...'GET /status HTTP/1.1\r\nhost: a\r\n'].slice(0, 1 + roll(20)).map((one) => Buffer.from(one)),
    end: 'hold',
  }),
  silent: () => ({ pieces: [], end: 'hold' }),
  'gone at once': () => ({ pieces: [], end: 'abort' }),
  'half a request': (roll) => ({
    pieces: [Buffer.from('GET /status HTTP/1.1\r\nhost: a\r\n\r\n'.slice(0, 1 + roll(30)))],
    end: pick(['half', 'abort'], roll),
  }),
  'pipelined garbage': (roll) => ({
    pieces: [
      Buffer.from('GET /status HTTP/1.1\r\nhost: a\r\n\r\n'.repeat(1 + roll(2000))),
      bytes(roll(500), roll),
    ],
    end: pick(['wait', 'abort', 'hold'], roll),
  }),
  'answer that is not read': (roll) => ({
    pieces: [Buffer.from('GET /status HTTP/1.1\r\nhost: a\r\n\r\n')],
    end: pick(['hold', 'abort'], roll),
  }),
  'events that are not read': (roll) => ({
    pieces: [Buffer.from(`GET /events HTTP/1.1\r\nhost: a\r\nlast-event-id: ${pick(IDS, roll)}\r\n\r\n`)],
    end: pick(['hold', 'abort'], roll),
  }),
  'other protocols': (roll) => said(pick(OTHERS, roll), roll),
};

const BROKEN_LINES = [
  'GET /status\r\n\r\n',
  'GET  HTTP/1.1\r\n\r\n',
  'GET /status HTTP/1.1\n\n',
  'GET /status HTTP/2.0\r\nhost: a\r\n\r\n',
  'GET /status HTTP/1.1\r\n\r\n',
  'get /status HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET /sta\0tus HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET /status HTTP/1.1\r\nhost a\r\n\r\n',
  'GET /status HTTP/1.1\r\nhost: a\r\nx: \x01\x02\r\n\r\n',
  'GET /status HTTP/1.1\r\nhost: a\r\n folded: b\r\n\r\n',
  '\r\n\r\n\r\n\r\n',
  'GET /status HTTP/1.1\r\nhost: a\rx: b\r\n\r\n',
];
const METHODS = ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND', 'POST', 'BREW'];
const PATHS = [
  '/',
  '//',
  '/runs/%00/stop',
  '/runs/%ff%fe/pause',
  '/runs/%/pause',
  '/runs/nobody/stop',
  '/runs/../status/stop',
  '/runs/__proto__/notes',
  '/runs/latest/constructor',
  `/runs/${'a/'.repeat(500)}`,
  `/${'x'.repeat(7000)}`,
  'http://elsewhere/runs',
  '*',
];
const LENGTHS = [
  'content-length: -1',
  'content-length: 5\r\ncontent-length: 6',
  'content-length: 0x10',
  'content-length: 99999999999999999999999',
  'transfer-encoding: chunked\r\ncontent-length: 5',
  'transfer-encoding: chunked\r\n\r\nfffffffffffffffff',
  'transfer-encoding: chunked\r\n\r\nzz',
  'transfer-encoding: gzip, chunked',
  'expect: 100-continue\r\ncontent-length: 13',
  'expect: everything',
];
const DOCUMENTS: readonly ((roll: Dice) => string)[] = [
  (roll) => '['.repeat(1 + roll(100_000)),
  (roll) => `${'{"a":'.repeat(20_000 + roll(5000))}1`,
  () => '{"__proto__":{"file":"/a","text":""}}',
  (roll) =>
    JSON.stringify({ file: '/a', text: 'x', overrides: Array.from({ length: roll(20_000) }, () => null) }),
  () => '{"file":"/a","text":"x","durationMs":1e999}',
  () => '{"file":"a\\u0000b","text":"\\ud800"}',
  () => '"\ufeff"',
  () => '\u0000',
  () => '{"file":"/a"}{"text":"x"}',
  (roll) =>
    JSON.stringify(Object.fromEntries(Array.from({ length: 1 + roll(3000) }, (_, key) => [`k${key}`, 1]))),
  (roll) => bytes(roll(500), roll).toString('latin1'),
];
const IDS = ['', '1', '0-0', '-', 'x'.repeat(2000), '../..', '99999999-99999999999999999999999'];
const OTHERS = [
  'CONNECT 127.0.0.1:22 HTTP/1.1\r\nhost: a\r\n\r\n',
  'GET /status HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n\x81\x85',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'SSH-2.0-OpenSSH_9.2p1\r\n',
  '*1\r\n$4\r\nPING\r\n',
];

function said(text: string, roll: Dice): Omit<HostileRequest, 'kind'> {
  const whole = Buffer.from(text, 'latin1');
  const cut = roll(whole.length + 1);
  const pieces = roll(3) === 0 ? [whole.subarray(0, cut), whole.subarray(cut)] : [whole];
  return { pieces, end: pick(['wait', 'wait', 'half', 'abort'], roll) };
}

function post(body: string): string {
  return `POST /runs HTTP/1.1\r\nhost: a\r\ncontent-length: ${Buffer.byteLength(body, 'latin1')}\r\n\r\n${body}`;
}

/** What is dear, one time in so many. */
function rarely(
  roll: Dice,
  times: number,
  make: () => Omit<HostileRequest, 'kind'>,
): Omit<HostileRequest, 'kind'> {
  return roll(times) === 0 ? make() : { pieces: [bytes(3, roll)], end: 'wait' };
}

function bytes(length: number, roll: Dice): Buffer {
  return Buffer.from(Array.from({ length }, () => roll(256)));
}

function pick<T>(list: readonly T[], roll: Dice): T {
  const one = list[roll(list.length)];
  if (one === undefined) throw new RangeError('an empty list');
  return one;
}
