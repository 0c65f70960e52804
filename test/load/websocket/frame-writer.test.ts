import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clientFrame, closeFrame } from '../../../src/load/websocket/frame-writer.ts';
import { readFrames } from '../../system/pubsub/frames.ts';

test('a server reads what was written, whatever its length', () => {
  const lengths = fc.oneof(fc.nat(300), fc.constantFrom(125, 126, 65_535, 65_536));
  fc.assert(
    fc.property(fc.constantFrom(1 as const, 2 as const), lengths, fc.nat(255), (opcode, length, seed) => {
      const payload = Buffer.from(Array.from({ length }, (_, at) => (at * 31 + seed) & 0xff));
      const { frames, rest } = readFrames(clientFrame(opcode, payload));
      assert.deepEqual(frames, [{ opcode, payload }]);
      assert.equal(rest.length, 0);
    }),
  );
});

test('text is sent as UTF-8, and its length counted in bytes', () => {
  const { frames } = readFrames(clientFrame(1, 'grüße 🙂'));
  assert.equal(frames[0]?.payload.toString('utf8'), 'grüße 🙂');
});

test('every frame has a mask of its own', () => {
  const masks = Array.from({ length: 3000 }, () => clientFrame(1, 'x').toString('hex', 2, 6));
  assert.ok(new Set(masks).size > 2990);
});

test('a close frame carries its code, or none; a control frame that is too long is refused', () => {
  assert.equal(readFrames(closeFrame(1002)).frames[0]?.payload.readUInt16BE(), 1002);
  assert.equal(readFrames(closeFrame(null)).frames[0]?.payload.length, 0);
  assert.throws(() => clientFrame(9, 'x'.repeat(126)), RangeError);
});
