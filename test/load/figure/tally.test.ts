import assert from 'node:assert/strict';
import test from 'node:test';
import { Tally } from '../../../src/load/figure/tally.ts';
import { BLOCKED, failed, OK } from '../../../src/load/operation.ts';

const self = { loopDelayMs: 0, cpuPct: 1, loopBusyPct: 1, rssBytes: 1 };
const state = { inFlight: 0, queued: 0, absent: false };

test('what ended is counted by how it ended, and a refusal is neither ok nor failed', () => {
  const tally = new Tally(2);
  for (const outcome of [OK, OK, BLOCKED, failed('body'), failed('body'), failed('reset')]) {
    tally.due(1, 0);
    tally.sent(1);
    tally.ended(1, outcome, null, 10, 5);
  }
  const { window, histograms } = tally.close(0, self, state);
  const [second] = window.operations;
  assert.deepEqual(
    [second?.operation, second?.sent, second?.ok, second?.blocked, second?.failed],
    [1, 6, 2, 1, 3],
  );
  assert.deepEqual(window.failures, [
    { operation: 1, failure: 'body', count: 2 },
    { operation: 1, failure: 'reset', count: 1 },
  ]);
  assert.equal(histograms.length, 1);
});

test('a second in which there were refusals only is told, and the next one begins at nothing', () => {
  const tally = new Tally(1);
  tally.ended(0, BLOCKED, null, 10, 5);
  assert.equal(tally.close(0, self, state).window.operations[0]?.blocked, 1);
  assert.deepEqual(tally.close(1000, self, state).window.operations, []);
});

test('what should have been blocked and was not is a bypass, and an error is neither', () => {
  const tally = new Tally(1);
  const attack = { outcome: 'blocked', category: 'sqli' } as const;
  const honest = { outcome: 'allowed', category: 'search' } as const;
  for (const outcome of [OK, BLOCKED, BLOCKED, failed('status-503'), failed('timeout')])
    tally.ended(0, outcome, attack, 10, 5);
  for (const outcome of [OK, OK, OK, BLOCKED]) tally.ended(0, outcome, honest, 10, 5);
  tally.skipped(0, attack, 100);
  tally.lost(0, { sent: 2, waiting: 1, expects: true }, 100);
  const { window } = tally.close(0, self, state);
  const [second] = window.operations;
  assert.deepEqual(
    [second?.ok, second?.blocked, second?.failed, second?.skipped],
    [4, 3, 4, 2],
    'as they ended',
  );
  assert.deepEqual([second?.bypassed, second?.overblocked, second?.undecided], [1, 1, 6]);
  assert.deepEqual(window.outcomes, [
    { operation: 0, category: 'sqli', expected: 'blocked', blocked: 2, allowed: 1, undecided: 3 },
    { operation: 0, category: 'search', expected: 'allowed', blocked: 1, allowed: 3, undecided: 0 },
  ]);
  assert.deepEqual(tally.close(1000, self, state).window.outcomes, []);
});

test('a refusal of which nothing is said is a false positive', () => {
  const tally = new Tally(1);
  tally.ended(0, BLOCKED, null, 10, 5);
  const { window } = tally.close(0, self, state);
  assert.equal(window.operations[0]?.overblocked, 1);
  assert.deepEqual(window.outcomes, []);
});
