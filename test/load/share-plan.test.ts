import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { planOfShare } from '../../src/load/share-plan.ts';
import type { LoadPlan } from '../../src/plan/load/load-plan.ts';
import { loadPlan } from './run-generator.ts';

function planWith(connections: number, channels: number, channelsEach: number): LoadPlan {
  const does = { kind: 'publish', connections, channels, channelsEach, openPerSecond: 600 } as const;
  const texts = { subscribe: '', confirmed: null, message: '' };
  const base = { name: 'ws', weight: 1, target: null, timeoutMs: 1000, headers: {}, protocols: [] };
  return loadPlan([{ ...base, kind: 'ws', url: 'ws://127.0.0.1:1/', does: { ...does, ...texts } }]);
}

function poolsOf(plan: LoadPlan, of: number) {
  return Array.from({ length: of }, (_, part) => {
    const [operation] = planOfShare(plan, part, of).operations;
    assert.ok(operation?.kind === 'ws' && operation.does.kind === 'publish');
    return operation.does;
  });
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

test('processes together have as many connections and channels as the plan says, no channel twice', () => {
  const pool = fc.record({
    of: fc.integer({ min: 1, max: 8 }),
    each: fc.integer({ min: 1, max: 5 }),
    times: fc.nat(20),
    more: fc.nat(7),
  });
  fc.assert(
    fc.property(pool, ({ of, each, times, more }) => {
      const channels = of * each * (times + 1) + more;
      const connections = channels + of;
      const pools = poolsOf(planWith(connections, channels, each), of);
      assert.equal(sum(pools.map((one) => one.connections)), connections);
      assert.ok(Math.abs(sum(pools.map((one) => one.openPerSecond)) - 600) < 1e-6);
      const named = pools.flatMap(({ channels: count, firstChannel = 0 }) =>
        Array.from({ length: count }, (_, index) => firstChannel + index),
      );
      assert.deepEqual(
        named,
        Array.from({ length: channels }, (_, index) => index),
      );
    }),
  );
});

test('a few channels are had by all processes', () => {
  const pools = poolsOf(planWith(100, 3, 2), 4);
  assert.deepEqual(
    pools.map(({ channels, firstChannel }) => [channels, firstChannel]),
    [3, 3, 3, 3].map((count) => [count, 0]),
  );
});

test('one process has the plan as it is', () => {
  const plan = planWith(100, 3, 2);
  assert.equal(planOfShare(plan, 0, 1), plan);
});
