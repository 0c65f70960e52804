import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Histogram } from '../../../src/load/figure/histogram.ts';

/** From 1 µs to 1 h, even over the octaves. */
const durationMs = fc.double({ min: 0, max: 31.7, noNaN: true }).map((octaves) => 2 ** octaves / 1000);
const durationsMs = fc.array(durationMs, { minLength: 1, maxLength: 500 });
const percentile = fc.oneof(
  fc.integer({ min: 1, max: 1000 }).map((tenths) => tenths / 10),
  fc.constantFrom(50, 95, 99, 99.9, 100),
);

function filled(valuesMs: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of valuesMs) histogram.record(value);
  return histogram;
}

/** Nearest rank in whole numbers: percentile in tenths of a percent. */
function exactPercentile(valuesMs: readonly number[], p: number): number {
  const sorted = [...valuesMs].sort((a, b) => a - b);
  const rank = Math.ceil((Math.round(p * 10) * sorted.length) / 1000);
  return sorted[Math.max(1, rank) - 1] ?? Number.NaN;
}

function contents(histogram: Histogram): unknown {
  const ranks = Array.from({ length: 1000 }, (_, tenth) => histogram.percentileMs((tenth + 1) / 10));
  return [histogram.count, histogram.meanMs, histogram.minMs, histogram.maxMs, ranks];
}

test('how many are up to a value is within what its bucket holds, and grows with the value', () => {
  fc.assert(
    fc.property(durationsMs, durationMs, durationMs, (values, a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const histogram = filled(values);
      const found = histogram.countUpTo(low);
      const surely = values.filter((value) => value < low * (1 - 1 / 128)).length;
      const perhaps = values.filter((value) => value <= low * (1 + 1 / 128)).length;
      assert.ok(found >= surely - 1e-9 && found <= perhaps + 1e-9, `${found}, not ${surely} to ${perhaps}`);
      assert.ok(histogram.countUpTo(high) >= found - 1e-9);
    }),
    { numRuns: 500 },
  );
});

test('every percentile is within half a bucket (0.4 %) of the nearest rank in an exact sort', () => {
  fc.assert(
    fc.property(durationsMs, percentile, (values, p) => {
      const found = filled(values).percentileMs(p) ?? Number.NaN;
      const exact = exactPercentile(values, p);
      assert.ok(Math.abs(found - exact) <= exact / 256 + 1e-12, `p${p}: ${found} instead of ${exact}`);
    }),
    { numRuns: 1000 },
  );
});

test('0.9 s is reported as 0.9 s at every percentile', () => {
  const histogram = filled(Array.from({ length: 1000 }, () => 900));
  for (const p of [0.1, 1, 50, 99, 99.9, 100]) assert.equal(histogram.percentileMs(p), 900);
});

test('count, mean, min and max are exact', () => {
  fc.assert(
    fc.property(durationsMs, (values) => {
      const histogram = filled(values);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      assert.equal(histogram.count, values.length);
      assert.ok(Math.abs((histogram.meanMs ?? 0) - mean) <= mean * 1e-9);
      assert.ok(Math.abs((histogram.maxMs ?? 0) - Math.max(...values)) <= Math.max(...values) * 1e-12);
      assert.ok(Math.abs((histogram.minMs ?? 0) - Math.min(...values)) <= Math.min(...values) * 1e-12);
    }),
  );
});

test('an empty histogram has no percentiles rather than zeros', () => {
  const histogram = new Histogram();
  assert.deepEqual(
    [histogram.count, histogram.percentileMs(99), histogram.meanMs, histogram.maxMs],
    [0, null, null, null],
  );
});

test('values outside 1 µs to 1 h are clamped to it', () => {
  const histogram = filled([0, -5, 1e12]);
  assert.deepEqual([histogram.minMs, histogram.maxMs], [0.001, 3_600_000]);
  assert.ok(Math.abs((histogram.percentileMs(50) ?? 0) - 0.001) <= 0.001 / 256 + 1e-12);
});

test('merging parts gives what recording all of them would', () => {
  fc.assert(
    fc.property(fc.array(durationsMs, { minLength: 1, maxLength: 5 }), (parts) => {
      const merged = new Histogram();
      for (const part of parts) merged.merge(filled(part));
      const whole = filled(parts.flat());
      assert.equal(merged.count, whole.count);
      assert.equal(merged.maxMs, whole.maxMs);
      for (const p of [1, 25, 50, 95, 99, 99.9]) assert.equal(merged.percentileMs(p), whole.percentileMs(p));
    }),
  );
});

test('encode and decode are a round trip', () => {
  fc.assert(
    fc.property(fc.array(durationMs, { maxLength: 300 }), (values) => {
      const histogram = filled(values);
      assert.deepEqual(contents(Histogram.decode(histogram.encode())), contents(histogram));
    }),
    { numRuns: 50 },
  );
});

test('counts beyond 32 bits survive merging and the round trip', () => {
  let histogram = filled([1, 1, 5]);
  for (let doubling = 0; doubling < 33; doubling++) {
    const twice = Histogram.decode(histogram.encode());
    twice.merge(histogram);
    histogram = twice;
  }
  assert.equal(Histogram.decode(histogram.encode()).count, 3 * 2 ** 33);
});

test('a reset histogram is like a new one', () => {
  const histogram = filled([0.5, 20, 3000]);
  histogram.reset();
  assert.deepEqual(contents(histogram), contents(new Histogram()));
  histogram.record(7);
  assert.deepEqual(contents(histogram), contents(filled([7])));
});

test('a typical minute encodes into some hundred bytes', () => {
  const values = Array.from(
    { length: 60_000 },
    (_, index) => 0.5 + (index % 100) * 0.01 + (index % 997 === 0 ? 80 : 0),
  );
  assert.ok(filled(values).encode().length < 600);
});

test('bytes that no histogram wrote are refused, never misread', () => {
  const good = filled([1, 2, 3, 1000]).encode();
  assert.throws(() => Histogram.decode(good.subarray(0, 10)), /too few/);
  assert.throws(() => Histogram.decode(Uint8Array.from([9, ...good.subarray(1)])), /unknown encoding/);
  assert.throws(() => Histogram.decode(Uint8Array.from([...good, 0x80])), /cut off/);
  assert.throws(() => Histogram.decode(Uint8Array.from([...good, 0xff, 0x7f, 1])), /bad entry/);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
      try {
        Histogram.decode(Uint8Array.from([...good.subarray(0, 26), ...noise]));
      } catch (error) {
        assert.match(String(error), /histogram:/);
      }
    }),
  );
});
