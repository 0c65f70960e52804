import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mixedPercentile } from '../../src/alert/mixture.ts';
import { Histogram } from '../../src/load/figure/histogram.ts';

/** From a seed, in [0, 1). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Seconds of as many log-normal times each, of which the slow ones take four times as long; and the truth. */
function minute({ perSecond, slowSeconds, seed }: { perSecond: number; slowSeconds: number; seed: number }) {
  const random = randomFrom(seed);
  const all = new Histogram();
  const seconds = Array.from({ length: 60 }, (_, second) => {
    const own = new Histogram();
    for (let count = 0; count < perSecond; count += 1) {
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      own.record(10 * Math.exp(0.4 * normal) * (second < slowSeconds ? 4 : 1));
    }
    all.merge(own);
    const of = (percentile: number): number => own.percentileMs(percentile) ?? Number.NaN;
    return { count: perSecond, p50Ms: of(50), p95Ms: of(95), p99Ms: of(99), maxMs: own.maxMs ?? Number.NaN };
  });
  return { seconds, truth: (percentile: number) => all.percentileMs(percentile) ?? Number.NaN };
}

test('the percentiles of a minute are those of its operations, as far as its seconds tell them', () => {
  for (const [perSecond, percentile, within] of [
    [500, 50, 0.02],
    [500, 95, 0.02],
    [500, 99, 0.04],
    [50, 95, 0.05],
    [10, 95, 0.1],
    [500, 75, 0.06],
  ] as const) {
    for (const slowSeconds of [0, 10, 60]) {
      const { seconds, truth } = minute({ perSecond, slowSeconds, seed: 7 + slowSeconds });
      const told = mixedPercentile(seconds, percentile) ?? Number.NaN;
      const off = Math.abs(told - truth(percentile)) / truth(percentile);
      assert.ok(
        off < within,
        `p${percentile} of ${perSecond}/s, ${slowSeconds} slow: ${told} against ${truth(percentile)}`,
      );
    }
  }
});

test('one busy second counts as much as its operations, and an empty one not at all', () => {
  const calm = { count: 1, p50Ms: 5, p95Ms: 5, p99Ms: 5, maxMs: 5 };
  const slow = { count: 99, p50Ms: 80, p95Ms: 80, p99Ms: 80, maxMs: 80 };
  assert.equal(Math.round(mixedPercentile([calm, slow], 50) ?? 0), 80);
  assert.equal(Math.round(mixedPercentile([calm, { ...slow, count: 0 }], 99) ?? 0), 5);
  assert.equal(mixedPercentile([{ ...slow, count: 0 }], 95), null);
  assert.equal(mixedPercentile([], 95), null);
});
