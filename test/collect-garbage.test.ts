import assert from 'node:assert/strict';
import { test } from 'node:test';
import { garbageCollector } from '../src/collect-garbage.ts';

test('what nobody holds any more is collected at once', () => {
  const collect = garbageCollector();
  let held: WeakRef<object>[] = [];
  (() => {
    held = Array.from({ length: 100 }, () => new WeakRef({ garbage: new Array(1000).fill(1) }));
  })();
  return new Promise<void>((resolve) => {
    // A WeakRef keeps what it was made of until the turn of the loop ends.
    setImmediate(() => {
      collect();
      assert.ok(held.every((one) => one.deref() === undefined));
      resolve();
    });
  });
});
