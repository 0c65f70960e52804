import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countTakers, indexAfter } from '../../../src/load/corpus/takers.ts';

test('the takers before any index are counted, in whatever order they are asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 50 }), fc.array(fc.nat(60)), (takes, asked) => {
      const count = countTakers((index) => takes[index] === true);
      for (const index of asked)
        assert.equal(count(index), takes.slice(0, index).filter((taken) => taken).length);
    }),
  );
});

test('entries are used up right behind the arrival that takes the last one', () => {
  assert.equal(
    indexAfter(3, (index) => index % 4 === 1),
    10,
  );
});
