import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { idOf } from '../../../src/load/program/json-lines-child.ts';
import { LineReader } from '../../../src/load/program/line-reader.ts';

function linesOf(chunks: readonly Buffer[], limitBytes: number): string[] {
  const lines: string[] = [];
  const reader = new LineReader(limitBytes, (line) => lines.push(line));
  for (const chunk of chunks) reader.push(chunk);
  return lines;
}

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const places = [...new Set(at.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length));
}

const text = fc.array(fc.constantFrom('a', 'é', '\r', '\n', '€', 'xyz'), { maxLength: 60 });

test('lines are the same however the stream is cut, and those over the limit are left out', () => {
  fc.assert(
    fc.property(
      text,
      fc.array(fc.nat(), { maxLength: 12 }),
      fc.integer({ min: 1, max: 8 }),
      (parts, at, limit) => {
        const bytes = Buffer.from(parts.join(''));
        const complete = parts.join('').split('\n').slice(0, -1);
        const expected = complete
          .filter((line) => Buffer.byteLength(line) <= limit)
          .map((line) => line.replace(/\r$/, ''));
        assert.deepEqual(linesOf(cut(bytes, at), limit), expected);
      },
    ),
  );
});

test('any bytes are lines or nothing, never an error', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (chunks) => {
      for (const line of linesOf(
        chunks.map((chunk) => Buffer.from(chunk)),
        64,
      ))
        idOf(line, 'id');
    }),
  );
});

test('an id is a whole number of a JSON object, as a number or as text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (id) => {
      const found = idOf(JSON.stringify({ id }), 'id');
      assert.ok(found === null || Number.isSafeInteger(found));
    }),
  );
  assert.equal(idOf('{"id":7}', 'id'), 7);
  assert.equal(idOf('{"id":"7"}', 'id'), 7);
  for (const line of [
    '{"id":7.5}',
    '{"id":true}',
    '{"id":[7]}',
    '{"id":""}',
    '{"id":"x"}',
    '{}',
    '[7]',
    '7',
    '{"id":7',
    'null',
    `${'['.repeat(100_000)}`,
  ])
    assert.equal(idOf(line, 'id'), null, line.slice(0, 20));
});

test('a name that every object has is no id', () => {
  assert.equal(idOf('{}', '__proto__'), null);
  assert.equal(idOf('{}', 'constructor'), null);
});
