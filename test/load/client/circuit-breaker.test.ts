import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CircuitBreaker } from '../../../src/load/client/circuit-breaker.ts';

const plan = { failures: 3, forMs: 1000 };

test('after so many failures in a row none is admitted for the pause, then one, which decides', () => {
  const breaker = new CircuitBreaker(plan);
  assert.deepEqual(
    [1, 2, 3].map((nowMs) => breaker.ended(true, nowMs)),
    [false, false, true],
  );
  assert.equal(breaker.admits(1002), false);
  assert.equal(breaker.admits(1003), true);
  assert.equal(breaker.admits(1004), false, 'one is under way');
  assert.equal(breaker.ended(true, 1100), true);
  assert.equal(breaker.admits(2099), false);
  assert.equal(breaker.admits(2100), true);
  assert.equal(breaker.ended(false, 2101), false);
  assert.ok(breaker.admits(2102) && breaker.admits(2102));
});

test('a success in between starts the count anew, and stragglers do not lengthen the pause', () => {
  const breaker = new CircuitBreaker(plan);
  for (const failed of [true, true, false, true, true]) breaker.ended(failed, 0);
  assert.equal(breaker.admits(1), true);
  breaker.ended(true, 10);
  for (const nowMs of [200, 900]) assert.equal(breaker.ended(true, nowMs), false);
  assert.equal(breaker.admits(1010), true);
});

test('however operations end, it admits again within the pause of the last failure', () => {
  const ends = fc.array(fc.record({ failed: fc.boolean(), afterMs: fc.nat(700) }), { maxLength: 60 });
  fc.assert(
    fc.property(ends, (list) => {
      const breaker = new CircuitBreaker(plan);
      let nowMs = 0;
      for (const { failed, afterMs } of list) {
        nowMs += afterMs;
        if (breaker.admits(nowMs)) breaker.ended(failed, nowMs);
        assert.ok(breaker.admits(nowMs + plan.forMs), 'after a pause one is always let through');
        breaker.ended(true, nowMs);
      }
    }),
  );
});
