import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { operationMix } from '../../../src/load/arrival/mix.ts';

const weights = fc.array(fc.double({ min: 0.05, max: 50, noNaN: true }), { minLength: 1, maxLength: 8 });

test('the operation of an arrival depends on seed and index alone', () => {
  fc.assert(
    fc.property(fc.integer(), weights, fc.nat({ max: 2 ** 40 }), (seed, list, index) => {
      const mix = operationMix(seed, list);
      const first = mix(index);
      for (let other = 0; other < 20; other++) mix(other);
      assert.equal(mix(index), first);
      assert.equal(operationMix(seed, list)(index), first);
    }),
  );
});

test('the mix converges to the weights, from any index on', () => {
  const count = 20_000;
  fc.assert(
    fc.property(fc.integer(), weights, fc.nat({ max: 2 ** 45 }), (seed, list, from) => {
      const mix = operationMix(seed, list);
      const counts = list.map(() => 0);
      for (let index = from; index < from + count; index++) {
        const operation = mix(index);
        counts[operation] = (counts[operation] ?? 0) + 1;
      }
      const total = list.reduce((sum, weight) => sum + weight, 0);
      for (const [operation, weight] of list.entries()) {
        const share = weight / total;
        const deviation = Math.sqrt((share * (1 - share)) / count);
        const found = (counts[operation] ?? 0) / count;
        // Six standard deviations: one case in 500 million.
        assert.ok(Math.abs(found - share) <= 6 * deviation + 1e-9, `${found} instead of ${share}`);
      }
    }),
    { numRuns: 60, seed: 1 },
  );
});

test('different seeds give different orders', () => {
  const order = (seed: number) =>
    Array.from({ length: 64 }, (_, index) => operationMix(seed, [1, 1])(index)).join('');
  assert.equal(new Set([1, 2, 3, 2 ** 32 + 1].map(order)).size, 4);
});
