import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decideRestart, NO_RESTARTS, RESTART_LIMITS, type RestartHistory } from '../../src/target/restart.ts';

const crash = { why: 'exited with code 1', failed: true };

test('the delay doubles up to the longest, and begins anew after a steady life', () => {
  let history: RestartHistory = NO_RESTARTS;
  const delays: number[] = [];
  for (const livedMs of [5, 5, 5, 5, 5, 5, 5, 5, 60_000, 5]) {
    const decision = decideRestart('always', crash, livedMs, delays.length, history);
    assert.ok(decision.kind === 'restart');
    delays.push(decision.afterMs);
    history = decision.history;
  }
  assert.deepEqual(delays, [200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 200, 400]);
});

test('whatever the lives, no window holds more restarts than allowed, and the history stays bounded', () => {
  const { most, withinMs } = RESTART_LIMITS;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 90_000 }), { maxLength: 200 }), (lives) => {
      let history: RestartHistory = NO_RESTARTS;
      let nowMs = 0;
      const atMs: number[] = [];
      for (const livedMs of lives) {
        nowMs += livedMs;
        const decision = decideRestart('always', crash, livedMs, nowMs, history);
        if (decision.kind === 'lost') {
          assert.equal(atMs.filter((one) => nowMs - one < withinMs).length, most);
          return;
        }
        history = decision.history;
        atMs.push(nowMs);
        assert.ok(history.atMs.length <= most);
        assert.ok(atMs.filter((one) => nowMs - one < withinMs).length <= most);
        nowMs += decision.afterMs;
      }
    }),
  );
});

test('the policy never loses the target, and on-failure does so on a calm end', () => {
  const calm = { why: 'exited with code 0', failed: false };
  assert.equal(decideRestart('never', crash, 1, 1, NO_RESTARTS).kind, 'lost');
  assert.equal(decideRestart('on-failure', calm, 1, 1, NO_RESTARTS).kind, 'lost');
  assert.equal(decideRestart('on-failure', crash, 1, 1, NO_RESTARTS).kind, 'restart');
  assert.equal(decideRestart('always', calm, 1, 1, NO_RESTARTS).kind, 'restart');
});

test('what a fault of the plan ended comes back whatever the policy, and counts for no crash loop', () => {
  const struck = { why: 'killed by SIGKILL, by a fault', failed: true, planned: true };
  for (const policy of ['never', 'on-failure', 'always'] as const) {
    let history: RestartHistory = NO_RESTARTS;
    for (let times = 0; times < 2 * RESTART_LIMITS.most; times++) {
      const decision = decideRestart(policy, struck, 5, times, history);
      assert.ok(decision.kind === 'restart');
      assert.equal(decision.afterMs, RESTART_LIMITS.firstDelayMs);
      history = decision.history;
    }
    assert.deepEqual(history, NO_RESTARTS);
  }
});
