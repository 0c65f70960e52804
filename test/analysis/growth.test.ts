import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growthEvidence } from '../../src/analysis/growth.ts';

function series(seconds: number, value: (second: number) => number) {
  const times = Float64Array.from({ length: seconds }, (_, index) => index);
  return { seconds: times, values: times.map(value) };
}

test('growth is the median of the last minute minus the median of the first after warm-up', () => {
  const rising = series(1801, (second) => (second < 600 ? 1e6 : second));
  const evidence = growthEvidence([{ series: rising, steadyFromS: 600 }], [], false);
  // First minute 600…659, last 1740…1800.
  assert.equal(evidence.observed, 1770 - 629.5);
});

test('a span under ten minutes is compared by tenths', () => {
  const evidence = growthEvidence([{ series: series(101, (second) => second), steadyFromS: 0 }], [], false);
  // 0…9 and 90…100.
  assert.equal(evidence.observed, 95 - 4.5);
});

test('an outlier at either end does not make growth', () => {
  const spiked = series(1200, (second) => (second === 0 || second === 1199 ? 1e9 : 50));
  assert.equal(growthEvidence([{ series: spiked, steadyFromS: 0 }], [], false).observed, 0);
});

test('the generation that grew most decides, or the one that fell most where falling is bad', () => {
  const generations = [3, 7, -2].map((step) => ({
    series: series(601, (second) => (second < 300 ? 0 : step)),
    steadyFromS: 0,
  }));
  assert.equal(growthEvidence(generations, [], false).observed, 7);
  assert.equal(growthEvidence(generations, [], true).observed, -2);
});

test('readings within a gap do not count', () => {
  const broken = series(601, (second) => (second > 500 ? 1000 : 10));
  assert.equal(
    growthEvidence([{ series: broken, steadyFromS: 0 }], [{ fromS: 500, toS: 700 }], false).observed,
    0,
  );
});

test('no readings after warm-up is no growth, not a growth of zero', () => {
  const evidence = growthEvidence([{ series: series(100, () => 1), steadyFromS: 500 }], [], false);
  assert.equal(evidence.observed, null);
  assert.match(evidence.why ?? '', /too few readings/);
});
