import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LONGEST_ROW_BYTES, type RowPlace, RowScanner } from '../../../src/load/corpus/row-scanner.ts';

interface Seen {
  readonly text: string;
  readonly place: RowPlace;
}

function scan(format: 'csv' | 'jsonl' | 'text', pieces: readonly Buffer[]): Seen[] {
  const seen: Seen[] = [];
  const scanner = new RowScanner(format, {
    row: (bytes, place) => seen.push({ text: bytes.toString('latin1'), place }) > 0,
    tooLong: (place) => seen.push({ text: 'too long', place }),
  });
  for (const piece of pieces) scanner.push(piece);
  scanner.end();
  return seen;
}

/** The same bytes cut at some places. */
function cutAt(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, at) => bytes.subarray(from, places[at] ?? bytes.length));
}

test('rows are the lines that are not blank, each with its place', () => {
  assert.deepEqual(scan('text', [Buffer.from('one\r\n\n  \ntwo words\nthree')]), [
    { text: 'one', place: { offset: 0, line: 1 } },
    { text: 'two words', place: { offset: 9, line: 4 } },
    { text: 'three', place: { offset: 19, line: 5 } },
  ]);
});

test('quotes of a CSV file hold line breaks, and lines are counted on', () => {
  const rows = scan('csv', [Buffer.from('a,b\n"x\ny ""z""",1\nlast,2\n')]);
  assert.deepEqual(
    rows.map(({ text, place }) => [text, place.line]),
    [
      ['a,b', 1],
      ['"x\ny ""z""",1', 2],
      ['last,2', 4],
    ],
  );
});

test('a byte order mark is no part of the first row', () => {
  assert.deepEqual(scan('text', [Buffer.from('\ufeffone\ntwo')]), [
    { text: 'one', place: { offset: 3, line: 1 } },
    { text: 'two', place: { offset: 7, line: 2 } },
  ]);
});

test('however the bytes are cut, the rows are the same, and stand where they are said to', () => {
  const alphabet = fc.constantFrom('a', ',', '"', '\n', '\r\n', ' ', '""', 'ü');
  fc.assert(
    fc.property(
      fc.array(alphabet, { maxLength: 60 }),
      fc.array(fc.nat(200), { maxLength: 8 }),
      fc.constantFrom('csv' as const, 'text' as const),
      (words, cuts, format) => {
        const bytes = Buffer.from(words.join(''));
        const whole = scan(format, [bytes]);
        assert.deepEqual(scan(format, cutAt(bytes, cuts)), whole);
        for (const { text, place } of whole)
          assert.equal(bytes.toString('latin1', place.offset, place.offset + text.length), text);
      },
    ),
    { numRuns: 2000 },
  );
});

test('a row beyond the bound is refused, and no more of the file is kept', () => {
  const long = Buffer.alloc(LONGEST_ROW_BYTES + 10, 'x');
  const seen = scan('text', [Buffer.from('one\n'), long, Buffer.from('\ntwo\n')]);
  assert.deepEqual(
    seen.map(({ text, place }) => [text, place.line]),
    [
      ['one', 1],
      ['too long', 2],
    ],
  );
});
