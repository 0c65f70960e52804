import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSaturated, SATURATED } from '../../../src/load/figure/saturation.ts';

const idle = { loopDelayMs: 1, cpuPct: 6, loopBusyPct: 5, rssBytes: 1e8 };
const steady = { lagP99Ms: 1.1, offered: 1000, achieved: 1000 };

test('a load that keeps up is not saturated', () => {
  assert.equal(isSaturated(idle, steady), false);
});

test('a target that takes nothing, or little, of what is offered is not the load’s fault', () => {
  for (const achieved of [0, 10, 5000])
    assert.equal(isSaturated(idle, { ...steady, offered: 100_000, achieved }), false);
});

test('each bound by itself is enough', () => {
  assert.equal(isSaturated(idle, { ...steady, lagP99Ms: SATURATED.lagP99Ms + 1 }), true);
  for (const name of ['loopDelayMs', 'cpuPct', 'loopBusyPct'] as const) {
    assert.equal(isSaturated({ ...idle, [name]: SATURATED[name] }, steady), false);
    assert.equal(isSaturated({ ...idle, [name]: SATURATED[name] + 1 }, steady), true);
  }
});

test('a rate whose sending alone would need more than a core is saturated, even if the target held it back', () => {
  const busy = { ...idle, cpuPct: 50, loopBusyPct: 50 };
  assert.equal(isSaturated(busy, { ...steady, offered: 200_000, achieved: 50_000 }), true);
  assert.equal(isSaturated(busy, { ...steady, offered: 60_000, achieved: 50_000 }), false);
});
