import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { entryOrder } from '../../../src/load/corpus/row-order.ts';

test('in the order of the file, entries go around', () => {
  const order = entryOrder('file', 3, 1, 'users');
  assert.deepEqual([0, 1, 2, 3, 4].map(order), [0, 1, 2, 0, 1]);
});

test('a shuffle takes every entry once before it takes one again, for any count and seed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 700 }), fc.nat(), fc.nat(5), (count, seed, around) => {
      const order = entryOrder('shuffled', count, seed, 'users');
      const taken = Array.from({ length: count }, (_, at) => order(around * count + at));
      assert.deepEqual(
        taken.toSorted((a, b) => a - b),
        [...taken.keys()],
      );
    }),
  );
});

test('a shuffle is another one for another seed, another corpus and each time around', () => {
  const taken = (seed: number, corpus: string, from: number): string =>
    Array.from({ length: 100 }, (_, at) => entryOrder('shuffled', 100, seed, corpus)(from + at)).join();
  const all = [taken(1, 'users', 0), taken(2, 'users', 0), taken(1, 'items', 0), taken(1, 'users', 100)];
  assert.equal(new Set(all).size, all.length);
  assert.equal(taken(1, 'users', 0), taken(1, 'users', 0));
});

test('first places are shared out evenly among a hundred million entries', () => {
  const order = entryOrder('shuffled', 1e8, 3, 'large');
  const tenths = new Array<number>(10).fill(0);
  for (let at = 0; at < 10_000; at++) {
    const tenth = Math.floor(order(at) / 1e7);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  // Six standard deviations of a binomial count of 1,000.
  for (const count of tenths) assert.ok(Math.abs(count - 1000) < 180, `${tenths}`);
});
