import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  durationText,
  intervalText,
  momentText,
  numberText,
  quantityText,
  shareText,
} from '../../../src/plan/quantity/figure.ts';

const decimal = { binary: false };
const binary = { binary: true };

test('sizes are scaled, in MB or in MiB', () => {
  assert.equal(quantityText(4.2e6, 'bytes/h', decimal), '4.2 MB/h');
  assert.equal(quantityText(4.2e6, 'bytes/h', binary), '4.01 MiB/h');
  assert.equal(quantityText(-512, 'bytes', decimal), '-512 B');
  assert.equal(quantityText(999_999, 'bytes', decimal), '1 MB');
  assert.equal(quantityText(0, 'bytes/h', decimal), '0 B/h');
  assert.equal(quantityText(7000, 'bytes/1000ops', decimal), '7 KB/1000ops');
});

test('counts have no unit, shares are percentages, long times are seconds', () => {
  assert.equal(quantityText(31, 'count', decimal), '31');
  assert.equal(quantityText(0.5, 'count/h', decimal), '0.5/h');
  assert.equal(quantityText(0.02, 'ratio/h', decimal), '2 %/h');
  assert.equal(quantityText(12.34, 'ms', decimal), '12.3 ms');
  assert.equal(quantityText(15_000, 'ms', decimal), '15 s');
  assert.equal(quantityText(99.5, '/s', decimal), '99.5/s');
});

test('what was not measured is not shown as zero', () => {
  assert.equal(quantityText(null, 'bytes', decimal), '-');
  assert.equal(quantityText(Number.NaN, 'ms', decimal), '-');
  assert.equal(intervalText(null, 3, 'ms', decimal), '-');
  assert.equal(shareText(null), '-');
});

test('both ends of an interval share the unit of the larger', () => {
  assert.equal(intervalText(-20_000, 4.5e6, 'bytes/h', decimal), '-0.02 to 4.5 MB/h');
  assert.equal(intervalText(0.1, Number.POSITIVE_INFINITY, 'ms/h', decimal), '0.1 to unbounded ms/h');
});

test('a share that is not whole is never shown as 100 %', () => {
  assert.equal(shareText(0.9997), '99.97 %');
  assert.equal(shareText(0.9999999), '99.999 %');
  assert.equal(shareText(1), '100 %');
  assert.equal(shareText(0.4287), '42.9 %');
  assert.equal(shareText(0.0004), '0.04 %');
});

test('a share of more than the whole is shown as what it is', () => {
  assert.equal(shareText(2.5), '250 %');
  assert.equal(quantityText(1.004, 'ratio', decimal), '100.4 %');
});

test('a small share that is not none is never shown as 0 %', () => {
  assert.notEqual(shareText(0.000001), '0 %');
});

test('numbers have three significant digits and no needless exponents', () => {
  assert.deepEqual(
    [0, 0.000123, 0.0456, 1.005, 9.999, 99.96, 123.4, 999.7, 1234.5, 1e6].map((value) => numberText(value)),
    ['0', '0.000123', '0.0456', '1', '10', '100', '123', '1,000', '1,235', '1,000,000'],
  );
});

test('durations and moments read like a clock', () => {
  assert.deepEqual([0.25, 45, 90, 3600, 28_790, 100_000, 5e7, 2.44e8].map(durationText), [
    '0.25 s',
    '45 s',
    '1 min 30 s',
    '1 h',
    '7 h 59 min',
    '1 d 3 h',
    '579 d',
    '7.73 years',
  ]);
  assert.deepEqual([0, 59.9, 600, 11_400].map(momentText), ['0:00', '0:59', '10:00', '3:10:00']);
});
