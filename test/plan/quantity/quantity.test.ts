import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SoakdError } from '../../../src/error.ts';
import {
  type Dimension,
  formatBytes,
  formatDuration,
  formatPerHour,
  formatQuantity,
  parseDuration,
  parseQuantity,
} from '../../../src/plan/quantity/quantity.ts';

const plain: [string, Dimension, number][] = [
  ['8h', 'duration', 28_800_000],
  ['1h30m', 'duration', 5_400_000],
  ['50ms', 'duration', 50],
  ['1.5s', 'duration', 1500],
  ['10/min', 'rate', 1 / 6],
  ['1000/s', 'rate', 1000],
  ['1k/s', 'rate', 1000],
  ['20MiB', 'bytes', 20 * 2 ** 20],
  ['20MB', 'bytes', 20e6],
  ['20 MB', 'bytes', 20e6],
  ['99.9%', 'ratio', 0.999],
  ['10k', 'count', 10_000],
  ['0', 'count', 0],
];

test('a quantity is read in the base unit of its dimension', () => {
  for (const [text, dimension, value] of plain) {
    const quantity = parseQuantity(text, { dimension });
    assert.ok(Math.abs(quantity.value - value) <= value * 1e-12, `${text} is ${quantity.value}`);
    assert.deepEqual({ ...quantity, value }, { value, dimension, per: null, text });
  }
});

test('a slope is per hour, per operation, or relative to the median', () => {
  const slope = (text: string, dimension: Dimension) => parseQuantity(text, { dimension, slope: true });
  assert.deepEqual(slope('1MiB/h', 'bytes'), {
    value: 2 ** 20,
    dimension: 'bytes',
    per: 'hour',
    text: '1MiB/h',
  });
  assert.equal(slope('1MiB/min', 'bytes').value, 60 * 2 ** 20);
  const perOperation = { value: 1000, dimension: 'bytes', per: 'operation', text: '1MB/1000ops' };
  assert.deepEqual(slope('1MB/1000ops', 'bytes'), perOperation);
  assert.deepEqual(slope('2%/h', 'bytes'), { value: 0.02, dimension: 'ratio', per: 'hour', text: '2%/h' });
  assert.deepEqual(slope('0.5/h', 'count'), { value: 0.5, dimension: 'count', per: 'hour', text: '0.5/h' });
  assert.deepEqual(slope('1/s/h', 'rate'), { value: 1, dimension: 'rate', per: 'hour', text: '1/s/h' });
});

const wrong: [string, Dimension, string][] = [
  ['10/min', 'bytes', 'found "10/min" (a rate), expected a size such as 20MiB'],
  ['20MiB', 'rate', 'found "20MiB" (a size), expected a rate such as 10/s or 600/min'],
  [
    '5',
    'duration',
    'found "5" (a plain number), expected a duration such as 30s or 1h30m; did you mean "5s"?',
  ],
  [
    '10/mn',
    'rate',
    'found "10/mn" (unknown unit "mn"), expected a rate such as 10/s or 600/min; did you mean "10/min"?',
  ],
  [
    '20mib',
    'bytes',
    'found "20mib" (unknown unit "mib"), expected a size such as 20MiB; did you mean "20MiB"?',
  ],
  ['30m1h', 'duration', 'found "30m1h" (larger units go first), expected a duration such as 30s or 1h30m'],
  ['1s/0h', 'bytes', 'found "1s/0h" (division by zero), expected a size such as 20MiB'],
  ['lots', 'bytes', 'found "lots", expected a size such as 20MiB'],
];

test('a wrong quantity says what was found and what was expected', () => {
  for (const [text, dimension, message] of wrong) {
    assert.throws(() => parseQuantity(text, { dimension }), { message });
  }
  assert.throws(() => parseDuration('0s'), SoakdError);
  assert.throws(() => parseDuration('-5s'), SoakdError);
});

test('what is formatted can be parsed again, to three digits', () => {
  const dimension = fc.constantFrom<Dimension>('bytes', 'duration', 'count', 'ratio', 'rate');
  const value = fc.double({ min: 0.01, max: 1e12, noNaN: true });
  fc.assert(
    fc.property(dimension, value, fc.boolean(), (dimension, value, negative) => {
      const signed = negative ? -value : value;
      const read = parseQuantity(formatQuantity(signed, dimension), { dimension });
      assert.ok(
        // From a minute on durations are shown to the second.
        Math.abs(read.value - signed) <= Math.max(value * 0.0051, dimension === 'duration' ? 500 : 0),
        `${formatQuantity(signed, dimension)} is ${read.value}`,
      );
    }),
  );
});

test('what is parsed, formatted and parsed again formats the same', () => {
  const unit = fc.constantFrom('B', 'KB', 'KiB', 'MB', 'MiB', 'GiB');
  const per = fc.constantFrom('/h', '/min', '/d', '/1000ops', '/op');
  const number = fc.double({ min: 0.001, max: 9999, noNaN: true }).map((value) => value.toFixed(3));
  fc.assert(
    fc.property(number, unit, per, (number, unit, per) => {
      fc.pre(Number(number) > 0);
      const expected = { dimension: 'bytes', slope: true } as const;
      const first = parseQuantity(`${number}${unit}${per}`, expected);
      const text = formatQuantity(first.value, first.dimension, first.per);
      fc.pre(!text.startsWith('0 '));
      const second = parseQuantity(text, expected);
      assert.equal(second.per, first.per);
      assert.ok(Math.abs(second.value / first.value - 1) < 0.006, `${first.text} became ${text}`);
    }),
  );
});

test('any text is a quantity or a SoakdError', () => {
  const text = fc.string({ unit: fc.constantFrom(...'0123456789./%smhdkKMGiBop- '), maxLength: 20 });
  fc.assert(
    fc.property(fc.oneof(text, fc.string()), fc.boolean(), (text, slope) => {
      for (const dimension of ['bytes', 'duration', 'count', 'ratio', 'rate'] as const) {
        try {
          assert.ok(Number.isFinite(parseQuantity(text, { dimension, slope }).value));
        } catch (error) {
          assert.ok(error instanceof SoakdError, String(error));
        }
      }
    }),
  );
});

test('formats are short and in the unit that fits', () => {
  assert.equal(formatBytes(0), '0 B');
  assert.equal(formatBytes(1_234_567), '1.18 MiB');
  assert.equal(formatBytes(-1024), '-1 KiB');
  assert.equal(formatDuration(0), '0s');
  assert.equal(formatDuration(50), '50ms');
  assert.equal(formatDuration(1500), '1.5s');
  assert.equal(formatDuration(59_999), '1m');
  assert.equal(formatDuration(5_400_000), '1h30m');
  assert.equal(formatDuration(90_061_000), '1d1h1m1s');
  assert.equal(formatPerHour(2 ** 20, 'bytes'), '1 MiB/h');
  assert.equal(formatPerHour(0.02, 'ratio'), '2%/h');
  assert.equal(formatQuantity(1000, 'bytes', 'operation'), '977 KiB/1000ops');
  assert.equal(formatQuantity(1e-9, 'count'), '0.000000001');
});
