import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { CorpusFile } from '../../../src/load/corpus/corpus-file.ts';
import { RowOffsets } from '../../../src/load/corpus/row-offsets.ts';
import { temporaryFolder } from '../../fixture/soakd.ts';

test('the rows of a CSV file have fields by the names of its header', (context) => {
  const file = join(temporaryFolder(context), 'users.csv');
  writeFileSync(file, 'name,motto\r\nann,"so, ""what"""\r\nbob, spaced \r\n');
  using corpus = new CorpusFile(file, 'csv');
  assert.equal(corpus.rows, 2);
  assert.deepEqual(Object.fromEntries(corpus.fields(0)), { name: 'ann', motto: 'so, "what"' });
  assert.deepEqual(Object.fromEntries(corpus.fields(1)), { name: 'bob', motto: ' spaced ' });
  assert.equal(corpus.sha256, createHash('sha256').update(readFileSync(file)).digest('hex'));
});

test('what is no text in a line of JSON is written as JSON, and null is no field', (context) => {
  const file = join(temporaryFolder(context), 'items.jsonl');
  writeFileSync(file, '{"id": 7, "tags": ["a"], "name": "x\\ny", "none": null}\n');
  using corpus = new CorpusFile(file, 'jsonl');
  assert.deepEqual(Object.fromEntries(corpus.fields(0)), { id: '7', tags: '["a"]', name: 'x\ny' });
});

test('every row is found in any order, held in memory or not, however few offsets are kept', (context) => {
  const file = join(temporaryFolder(context), 'lines.txt');
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]([a-z ]{0,20})$/), { minLength: 1, maxLength: 300 }),
      fc.constantFrom(0, 2 ** 20),
      fc.constantFrom(2, 8, 1024),
      (lines, heldBytes, most) => {
        writeFileSync(file, lines.join('\n\n'));
        using corpus = new CorpusFile(file, 'text', { heldBytes, offsets: new RowOffsets(most) });
        assert.equal(corpus.rows, lines.length);
        for (const row of [...lines.keys()].reverse())
          assert.equal(corpus.fields(row).get('line'), lines[row]);
      },
    ),
    { numRuns: 60 },
  );
});

test('rows longer than one read are put together', (context) => {
  const file = join(temporaryFolder(context), 'long.txt');
  const lines = [1, 100_000, 5000, 4096, 4095].map((length, at) => String(at).repeat(length));
  writeFileSync(file, `${lines.join('\r\n')}\r\n`);
  using corpus = new CorpusFile(file, 'text', { heldBytes: 0 });
  for (const [row, line] of lines.entries()) assert.equal(corpus.fields(row).get('line'), line);
});

test('a file that is cut short while it is in use is told, and not read as something else', (context) => {
  const file = join(temporaryFolder(context), 'lines.txt');
  writeFileSync(file, 'one\ntwo\nthree\n');
  using corpus = new CorpusFile(file, 'text', { heldBytes: 0 });
  writeFileSync(file, 'one\n');
  assert.throws(() => corpus.fields(2), /lines\.txt was changed while it is in use: row 3/);
});
