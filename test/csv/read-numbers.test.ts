import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineProblems } from '../../src/csv/line-problems.ts';
import { readNumbers } from '../../src/csv/read-numbers.ts';
import { SoakdError } from '../../src/error.ts';

interface Table {
  readonly names: readonly string[];
  /** null: empty. */
  readonly rows: (number | null)[][];
  readonly lines: number[];
}

/** What is read from a text that comes in pieces of so many bytes. */
async function read(text: string | Uint8Array, pieceBytes = Number.POSITIVE_INFINITY): Promise<Table> {
  const problems = new LineProblems('a.csv');
  const table: { names: readonly string[]; rows: (number | null)[][]; lines: number[] } = {
    names: [],
    rows: [],
    lines: [],
  };
  await readNumbers(pieces(Buffer.from(text as string), pieceBytes), problems, (names) => {
    table.names = names;
    return {
      add(row, line) {
        table.rows.push([...row].map((cell) => (Number.isNaN(cell) ? null : cell)));
        table.lines.push(line);
      },
    };
  });
  problems.throwIfAny();
  return table;
}

/** All in one and the same memory, as a file is read. */
function* pieces(bytes: Buffer, pieceBytes: number): Generator<Uint8Array> {
  const memory = Buffer.alloc(Math.min(pieceBytes, bytes.length));
  for (let from = 0; from < bytes.length; from += memory.length) {
    const length = bytes.copy(memory, 0, from);
    yield memory.subarray(0, length);
  }
}

async function problemsOf(text: string | Uint8Array): Promise<string> {
  try {
    await read(text);
  } catch (error) {
    assert.ok(error instanceof SoakdError, String(error));
    assert.equal(error.exitCode, 2);
    return error.message;
  }
  return assert.fail('nothing was wrong');
}

test('numbers come out as JavaScript reads them, however they are written and wherever the pieces end', async () => {
  const cell = fc.oneof(
    fc.constant({ text: '', value: null }),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((value) => ({ text: String(value), value: Number(String(value)) })),
    fc.integer().map((value) => ({ text: `"${value}"`, value })),
    fc.tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 0, max: 9 })).map(([number, digits]) => ({
      text: ` ${number.toFixed(digits)} `,
      value: Number(number.toFixed(digits)),
    })),
  );
  const table = fc
    .integer({ min: 2, max: 5 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }));
  const ending = fc.constantFrom('\n', '\r\n');
  await fc.assert(
    fc.asyncProperty(
      table,
      ending,
      fc.boolean(),
      fc.integer({ min: 1, max: 99 }),
      async (cells, end, last, size) => {
        const header = (cells[0] ?? []).map((_, place) => `column_${place}`);
        const lines = [header.join(','), ...cells.map((row) => row.map(({ text }) => text).join(','))];
        const found = await read(lines.join(end) + (last ? end : ''), size);
        assert.deepEqual(found.names, header);
        assert.deepEqual(
          found.rows,
          cells.map((row) => row.map(({ value }) => value)),
        );
      },
    ),
  );
});

test('a byte order mark, quoted names, spaces, CRLF and empty lines do not matter, and lines keep their numbers', async () => {
  const text = '\ufeff"elapsed_s" , "a ""b"", c"\r\n0,1\r\n\r\n "1" ,\r\n2,-1.5e3\r\n\r\n';
  const { names, rows, lines } = await read(text, 7);
  assert.deepEqual(names, ['elapsed_s', 'a "b", c']);
  assert.deepEqual(rows, [
    [0, 1],
    [1, null],
    [2, -1500],
  ]);
  assert.deepEqual(lines, [2, 4, 5]);
});

test('every cell that is no number is told with its line and column, ten of them and then how many more', async () => {
  const rows = Array.from({ length: 1012 }, (_, index) => (index % 2 === 0 ? `${index},n/a` : `${index},7`));
  const message = await problemsOf(`t,rss_bytes\n${rows.join('\n')}\n`);
  const lines = message.split('\n');
  assert.equal(lines[0], '506 problems in a.csv');
  assert.equal(lines[1], '  a.csv:2: rss_bytes: found "n/a", expected a number or an empty cell');
  assert.equal(lines[10], '  a.csv:20: rss_bytes: found "n/a", expected a number or an empty cell');
  assert.equal(lines[11], '  and 496 more');
  assert.equal(lines.length, 12);
});

for (const [what, row, expected] of [
  ['a word', '1,NaN', 'a.csv:3: b: found "NaN", expected a number or an empty cell'],
  ['infinity', '1,Infinity', 'a.csv:3: b: found "Infinity", expected a number or an empty cell'],
  ['a number that is too large', '1,1e999', 'a.csv:3: b: found "1e999", expected a number or an empty cell'],
  ['a hexadecimal number', '1,0x10', 'a.csv:3: b: found "0x10", expected a number or an empty cell'],
  ['a lone sign', '-,1', 'a.csv:3: a: found "-", expected a number or an empty cell'],
  ['two points', '1.2.3,1', 'a.csv:3: a: found "1.2.3", expected a number or an empty cell'],
  ['a thousands separator', '1,"1,234"', 'a.csv:3: b: found "1,234", expected a number or an empty cell'],
  ['a cell too few', '1', 'a.csv:3: found 1 cell, expected 2 as in the header'],
  ['a cell too many', '1,2,', 'a.csv:3: found 3 cells, expected 2 as in the header'],
  [
    'a quote inside a number',
    '1,2"5',
    'a.csv:3: found a quote inside 2"5, expected quotes around a whole cell or none',
  ],
  [
    'an open quote',
    '1,"25',
    'a.csv:3: found "25, expected a closing quote and then a comma or the end of the line',
  ],
] as const) {
  test(`${what} is refused`, async () => {
    assert.equal(await problemsOf(`a,b\n0,0\n${row}\n2,2\n`), expected);
  });
}

test('a file without a header, with a poor one, or of another kind is refused', async () => {
  assert.equal(await problemsOf(''), 'a.csv:1: found nothing, expected a header that names the columns');
  assert.match(await problemsOf('1,2\n3,4\n'), /^a\.csv:1: found numbers only \(1,2\), expected a header/);
  assert.equal(await problemsOf('t,a,a\n1,2,3\n'), 'a.csv:1: columns 2 and 3 are both named "a"');
  assert.equal(await problemsOf('t,,b\n1,2,3\n'), 'a.csv:1: column 2 has no name');
  assert.equal(await problemsOf('t;a\n1;2\n'), 'a.csv:1: found columns parted by ";", expected commas');
  assert.equal(
    await problemsOf(Buffer.from('\ufefft,a\n', 'utf16le')),
    'a.csv:1: found UTF-16 text, expected UTF-8',
  );
  assert.match(await problemsOf('t,a\r1,2\r'), /carriage return alone/);
  assert.match(await problemsOf(`t,a\n1,2\n${' '.repeat(3 << 20)}`), /^a\.csv:3: found a line of more than/);
});
