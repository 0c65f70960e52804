import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Column, renderTable } from '../../src/report/table.ts';

const columns: readonly Column[] = [
  { title: 'name', align: 'left', leastColumns: 4 },
  { title: 'n', align: 'right', leastColumns: null },
];
const unpainted = { heading: (text: string) => text, note: (text: string) => text };

test('columns are as wide as their widest cell, numbers to the right', () => {
  const rows = [{ cells: ['a', '1'] }, { cells: ['bcdef', '1,000'] }];
  assert.deepEqual(renderTable(columns, rows, { width: 80, ...unpainted }), [
    'name       n',
    'a          1',
    'bcdef  1,000',
  ]);
});

test('a table too wide wraps the columns that may, and keeps the others whole', () => {
  const rows = [{ cells: ['one two three', '1,000'], notes: ['a note longer than the table is'] }];
  assert.deepEqual(renderTable(columns, rows, { width: 16, ...unpainted }), [
    'name           n',
    'one two    1,000',
    'three',
    '    a note',
    '    longer than',
    '    the table is',
  ]);
});

test('paint does not move what stands behind it', () => {
  const rows = [{ cells: ['a', '1'], paint: (text: string) => `\u001b[31m${text}\u001b[39m` }];
  const [, line] = renderTable(columns, rows, { width: 80, ...unpainted });
  assert.equal(line, '\u001b[31ma   \u001b[39m  \u001b[31m1\u001b[39m');
});
