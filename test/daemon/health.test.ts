import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Health } from '../../src/daemon/health.ts';

test('what is wrong is told when it begins, changes and is over, and all that is wrong at any time', () => {
  const told: string[] = [];
  const health = new Health((message, isWell) => told.push(`${isWell ? 'well' : 'ill'}: ${message}`));
  assert.equal(health.degraded, null);
  health.mend('plans', 'never ill');
  health.ail('plans', 'one is broken');
  health.ail('plans', 'one is broken');
  health.ail('metrics', 'the port is taken');
  assert.equal(health.degraded, 'one is broken; the port is taken');
  health.ail('plans', 'two are broken');
  health.mend('plans', 'all are valid');
  assert.equal(health.degraded, 'the port is taken');
  health.mend('metrics', 'served again');
  assert.equal(health.degraded, null);
  assert.deepEqual(told, [
    'ill: one is broken',
    'ill: the port is taken',
    'ill: two are broken',
    'well: all are valid',
    'well: served again',
  ]);
});
