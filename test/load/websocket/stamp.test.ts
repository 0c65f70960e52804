import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readStamps, writeStamp } from '../../../src/load/websocket/stamp.ts';

const stamp = fc.record({
  origin: fc.stringMatching(/^[0-9a-f]{8}$/),
  operation: fc.nat(999),
  channel: fc.nat(99_999),
  number: fc.maxSafeInteger().map(Math.abs),
});
const payload = fc.stringMatching(/^[A-Za-z0-9_-]{0,60}$/);
const found = (text: string) => [...readStamps(Buffer.from(text, 'latin1'))];

test('stamps are read back wherever they stand in a message, and however many there are', () => {
  const written = fc.array(fc.tuple(stamp, payload, fc.string({ maxLength: 9 })), { maxLength: 4 });
  fc.assert(
    fc.property(written, (list) => {
      const text = list.map(([each, data, around]) => around + writeStamp(each, data)).join(' ');
      assert.deepEqual(
        found(text),
        list.map(([each]) => ({ ...each, whole: true })),
      );
    }),
  );
});

test('a stamp with one byte changed is never taken for a whole one', () => {
  fc.assert(
    fc.property(stamp, payload, fc.nat(), fc.integer({ min: 1, max: 255 }), (each, data, place, change) => {
      const bytes = Buffer.from(writeStamp(each, data), 'latin1');
      const at = place % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ change;
      for (const read of readStamps(bytes)) {
        assert.ok(read === null || !read.whole);
        // What is said of one that is not whole is still true: its head has a checksum of its own.
        if (read !== null) assert.deepEqual(read, { ...each, whole: false });
      }
    }),
    { numRuns: 1000 },
  );
});

test('a stamp that is cut off is not whole, and noise has none', () => {
  fc.assert(
    fc.property(stamp, payload, fc.nat(), fc.uint8Array(), (each, data, place, noise) => {
      const text = writeStamp(each, data);
      for (const read of found(text.slice(0, place % text.length))) assert.ok(read === null || !read.whole);
      for (const read of readStamps(Buffer.from(noise))) assert.ok(read === null || !read.whole);
    }),
  );
});
