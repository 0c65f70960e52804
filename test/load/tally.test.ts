import assert from 'node:assert/strict';
import test from 'node:test';
import { BLOCKED, failed, OK } from '../../src/load/operation.ts';
import { Tally } from '../../src/load/tally.ts';

const self = { loopDelayMs: 0, cpuPct: 1, loopBusyPct: 1, rssBytes: 1 };
const state = { inFlight: 0, queued: 0, absent: false };

test('what ended is counted by how it ended, and a refusal is neither ok nor failed', () => {
  const tally = new Tally(2);
  for (const outcome of [OK, OK, BLOCKED, failed('body'), failed('body'), failed('reset')]) {
    tally.due(1, 0);
    tally.sent(1);
    tally.ended(1, outcome, 10, 5);
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
  tally.ended(0, BLOCKED, 10, 5);
  assert.equal(tally.close(0, self, state).window.operations[0]?.blocked, 1);
  assert.deepEqual(tally.close(1000, self, state).window.operations, []);
});
