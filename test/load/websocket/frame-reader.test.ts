import assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import { test } from 'node:test';
import fc from 'fast-check';
import { FrameReader, MESSAGE_LIMIT_BYTES } from '../../../src/load/websocket/frame-reader.ts';
import { HeldBytes } from '../../../src/load/websocket/held-bytes.ts';
import { serverFrame } from '../../system/pubsub/frames.ts';

interface Heard {
  readonly heard: readonly string[];
  readonly violation: number | null;
}

/** What is heard in these bytes, cut after each of `lengths` in turn. */
function read(bytes: Buffer, lengths: readonly number[], held = new HeldBytes()): Heard {
  const reader = new FrameReader(held);
  const heard: string[] = [];
  const sink = {
    onMessage: (message: Buffer, isText: boolean) =>
      void heard.push(`${isText ? 'text' : 'binary'} ${message.toString('latin1')}`),
    onPing: (payload: Buffer) => void heard.push(`ping ${payload.toString('latin1')}`),
    onPong: (payload: Buffer) => void heard.push(`pong ${payload.toString('latin1')}`),
    onClose: (code: number | null) => void heard.push(`close ${code}`),
  };
  // As in a connection, every piece comes in the same buffer, with old bytes behind it.
  const shared = Buffer.alloc(64 * 1024, 0x81);
  let violation: number | null = null;
  let at = 0;
  for (let cut = 0; at < bytes.length && violation === null; cut++) {
    const wanted = Math.max(1, lengths[cut % lengths.length] ?? 1);
    const length = Math.min(bytes.length - at, shared.length, wanted);
    bytes.copy(shared, 0, at, at + length);
    violation = reader.push(shared, 0, length, sink);
    at += length;
  }
  return { heard, violation };
}

const whole = (...frames: readonly Buffer[]) => read(Buffer.concat(frames), [1 << 16]);

const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 });
const payload = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(125, 126, 127, 65_535, 65_536).map((length) => Buffer.alloc(length, 'x')),
);
const text = fc.string({ unit: 'grapheme', maxLength: 60 }).map((value) => Buffer.from(value, 'utf8'));
const control = fc
  .tuple(fc.constantFrom('ping', 'pong'), fc.uint8Array({ maxLength: 125 }))
  .map(([kind, bytes]) => ({
    frames: [serverFrame(kind === 'ping' ? 9 : 10, Buffer.from(bytes))],
    heard: [`${kind} ${Buffer.from(bytes).toString('latin1')}`],
  }));

/** A message in fragments, with control frames between them. */
const message = fc
  .record({
    content: fc.oneof(
      text.map((bytes) => ({ isText: true, bytes })),
      payload.map((bytes) => ({ isText: false, bytes })),
    ),
    sizes: fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 4 }),
    between: fc.array(control, { maxLength: 2 }),
  })
  .map(({ content: { isText, bytes }, sizes, between }) => {
    const parts: Buffer[] = [];
    let at = 0;
    for (const size of sizes) {
      parts.push(bytes.subarray(at, at + size));
      at = Math.min(bytes.length, at + size);
    }
    parts.push(bytes.subarray(at));
    const frames = parts.flatMap((part, index) => [
      serverFrame(index > 0 ? 0 : isText ? 1 : 2, part, index === parts.length - 1),
      ...(index === 0 && parts.length > 1 ? between.flatMap((each) => each.frames) : []),
    ]);
    const before = parts.length > 1 ? between.flatMap((each) => each.heard) : [];
    return { frames, heard: [...before, `${isText ? 'text' : 'binary'} ${bytes.toString('latin1')}`] };
  });

const stream = fc.array(fc.oneof(message, control), { maxLength: 6 }).map((parts) => ({
  bytes: Buffer.concat(parts.flatMap(({ frames }) => frames)),
  heard: parts.flatMap(({ heard }) => heard),
}));

test('messages are heard whole and in order however they are cut and fragmented', () => {
  fc.assert(
    fc.property(stream, cuts, ({ bytes, heard }, lengths) => {
      const held = new HeldBytes();
      assert.deepEqual(read(bytes, lengths, held), { heard, violation: null });
      assert.equal(held.bytes, 0, 'nothing is held of messages that have ended');
      assert.deepEqual(read(bytes, [1 << 16]), { heard, violation: null });
    }),
    { numRuns: 400 },
  );
});

test('noise, and noise put into a valid stream, ends in a word and in bounded memory', () => {
  const noise = fc.uint8Array({ maxLength: 500 });
  fc.assert(
    fc.property(stream, noise, fc.nat(), cuts, ({ bytes }, random, place, lengths) => {
      const at = place % (bytes.length + 1);
      const mixed = Buffer.concat([bytes.subarray(0, at), random, bytes.subarray(at)]);
      const held = new HeldBytes();
      const cut = read(mixed, lengths, held);
      assert.ok(cut.violation === null || [1002, 1007, 1009].includes(cut.violation));
      assert.ok(held.bytes <= mixed.length);
      assert.deepEqual(cut, read(mixed, [1 << 16]), 'the cuts make no difference to noise either');
      assert.ok(cut.violation === null || held.bytes === 0, 'nothing is held for a connection that is over');
    }),
    { numRuns: 1000 },
  );
});

test('every text that is heard is UTF-8', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), cuts, (bytes, lengths) => {
      const { violation } = read(serverFrame(1, Buffer.from(bytes)), lengths);
      assert.equal(violation, isUtf8(bytes) ? null : 1007);
    }),
  );
});

test('a letter cut in two by fragments is one letter', () => {
  const letter = Buffer.from('é', 'utf8');
  const frames = [serverFrame(1, letter.subarray(0, 1), false), serverFrame(0, letter.subarray(1))];
  assert.deepEqual(whole(...frames), { heard: [`text ${letter.toString('latin1')}`], violation: null });
});

const code = (value: number, reason = '') =>
  Buffer.concat([Buffer.from([value >> 8, value & 255]), Buffer.from(reason)]);

test('a close is heard with its code, and nothing after it', () => {
  const after = serverFrame(1, 'too late');
  assert.deepEqual(whole(serverFrame(8, ''), after).heard, ['close null']);
  assert.deepEqual(whole(serverFrame(8, code(1001, 'going away')), after).heard, ['close 1001']);
  assert.deepEqual(whole(serverFrame(8, code(4999)), after).heard, ['close 4999']);
});

const header = (...bytes: readonly number[]) => Buffer.from(bytes);
for (const [what, frames, violation] of [
  ['a reserved bit', [header(0xc1, 0)], 1002],
  ['an opcode nobody knows', [header(0x83, 0)], 1002],
  ['a control opcode nobody knows', [header(0x8b, 0)], 1002],
  ['a masked frame', [header(0x81, 0x81, 0, 0, 0, 0, 0)], 1002],
  ['a control frame in fragments', [header(0x09, 0)], 1002],
  ['a control frame of more than 125 bytes', [header(0x89, 126, 0, 126)], 1002],
  ['a continuation of nothing', [header(0x80, 0)], 1002],
  ['a message in the middle of another', [header(0x01, 0), header(0x81, 0)], 1002],
  ['a length that is not the shortest, in two bytes', [header(0x82, 126, 0, 125)], 1002],
  ['a length that is not the shortest, in eight', [header(0x82, 127, 0, 0, 0, 0, 0, 0, 255, 255)], 1002],
  ['a negative length', [header(0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0)], 1002],
  ['a close code of one byte', [serverFrame(8, 'x')], 1002],
  ['a close code that is never sent', [serverFrame(8, code(1006))], 1002],
  ['a close code beyond all ranges', [serverFrame(8, code(5000))], 1002],
  ['a reason that is not UTF-8', [serverFrame(8, Buffer.from([3, 232, 0xff]))], 1007],
  ['a message beyond the limit', [header(0x82, 127, 0, 0, 0, 0, 0, 0x10, 0, 1)], 1009],
  ['a message beyond all numbers', [header(0x82, 127, 0x7f, 255, 255, 255, 255, 255, 255, 255)], 1009],
] as const) {
  test(`a violation: ${what}`, () => {
    assert.equal(whole(...frames).violation, violation);
    assert.equal(read(Buffer.concat(frames), [1]).violation, violation);
  });
}

test('fragments that together are beyond the limit are too much, before they are held', () => {
  const half = Buffer.alloc(MESSAGE_LIMIT_BYTES / 2 + 1, 'x');
  const held = new HeldBytes();
  const bytes = Buffer.concat([serverFrame(2, half, false), serverFrame(0, half, false)]);
  assert.equal(read(bytes, [1 << 16], held).violation, 1009);
  assert.equal(held.bytes, 0);
});

test('what all connections hold of unfinished messages has one bound', () => {
  const held = new HeldBytes(10_000);
  const piece = serverFrame(2, Buffer.alloc(4000, 'x'), false);
  assert.equal(read(piece, [100], held).violation, null);
  assert.equal(read(piece, [100], held).violation, null);
  assert.equal(held.bytes, 8000);
  assert.equal(read(piece, [100], held).violation, 1009);
  assert.equal(held.bytes, 8000, 'the one that was too much gave back what it held');
});
