import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { columnsOf } from '../../src/columns.ts';
import { hang, plain, wrap } from '../../src/report/plain.ts';

test('escape sequences, control characters and direction marks of a plan do not reach the terminal', () => {
  assert.equal(plain('a\u001b[31mb\u001b]0;title\u0007c\nd\u202ee\u0000f'), 'abc de f');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.doesNotMatch(plain(text), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test('columns are counted as a terminal does', () => {
  assert.equal(columnsOf('abc'), 3);
  assert.equal(columnsOf('日本'), 4);
  assert.equal(columnsOf('e\u0301'), 1);
  assert.equal(columnsOf('\u001b[1mabc\u001b[22m'), 3);
  assert.equal(columnsOf('▁▂✗'), 3);
});

test('wrapped lines fit and lose no word', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z日]{1,30}$/), { minLength: 1 }),
      fc.integer({ min: 2, max: 40 }),
      (words, width) => {
        const lines = wrap(words.join(' '), width);
        for (const line of lines) assert.ok(columnsOf(line) <= width, `"${line}" is wider than ${width}`);
        assert.equal(lines.join('').replaceAll(' ', ''), words.join(''));
      },
    ),
  );
});

test('lines after the first hang under the text, not the label', () => {
  assert.deepEqual(hang('run    ', 'one two three', 14), ['run    one two', '       three']);
});

test('a word that is too long is cut at one of its joints, where there are some', () => {
  assert.deepEqual(wrap('restarts.unplanned == 0', 14), ['restarts.', 'unplanned == 0']);
  assert.deepEqual(wrap('/var/lib/soakd/soakd.db', 12), ['/var/lib/', 'soakd/soakd.', 'db']);
  assert.deepEqual(wrap('abcdefghij', 4), ['abcd', 'efgh', 'ij']);
});
