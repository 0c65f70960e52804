import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { axisOf } from '../../src/screen/axis.ts';

const style = { mostTicks: 5, binary: false };

test('an axis begins where the readings do, not at 0, so that a slow leak of a large process is seen', () => {
  const { low, high, ticks, unit } = axisOf([1.0e9, 1.02e9], 'bytes', style);
  assert.ok(low > 0.99e9 && high < 1.03e9, `${low} to ${high}`);
  assert.equal(unit, 'GB');
  assert.ok(ticks.length >= 2, 'there are labels');
  assert.equal(new Set(ticks.map(({ label }) => label)).size, ticks.length, 'they differ');
});

test('a flat line stays flat: noise of a page, or one descriptor more, does not fill the chart', () => {
  const bytes = axisOf([1e9, 1e9 + 4096], 'bytes', style);
  assert.ok(bytes.high - bytes.low > 100 * 4096);
  const count = axisOf([20, 21], 'count', style);
  assert.ok(count.high - count.low >= 4);
  assert.ok(
    count.ticks.every(({ label }) => /^\d+$/.test(label)),
    'half a descriptor is none',
  );
});

test('sizes are told in MiB where a plan counts in MiB', () => {
  assert.equal(axisOf([50 * 2 ** 20, 90 * 2 ** 20], 'bytes', { ...style, binary: true }).unit, 'MiB');
});

test('whatever the readings are, the axis holds them, with ticks inside it and no more than fit', () => {
  const reading = fc.double({ min: -1e15, max: 1e15, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(reading, { maxLength: 20 }),
      fc.constantFrom('bytes', 'count', 'ms', '/s', '%'),
      fc.integer({ min: 1, max: 30 }),
      (values, unit, mostTicks) => {
        const { low, high, ticks } = axisOf(values, unit, { mostTicks, binary: false });
        assert.ok(low < high && Number.isFinite(low) && Number.isFinite(high));
        for (const value of values) assert.ok(low <= value && value <= high);
        assert.ok(ticks.length <= mostTicks + 2, `${ticks.length} ticks`);
        for (const { value } of ticks)
          assert.ok(value >= low - 1e-6 * (high - low) && value <= high + 1e-6 * (high - low));
      },
    ),
  );
});
