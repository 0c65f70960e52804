import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssessedImpact } from '../../src/analysis/assessed-impact.ts';
import { impactLines } from '../../src/report/impact-text.ts';

const impact: AssessedImpact = {
  recovery: { rule: 'success >= 99%', holdsS: 5, withinS: 30, afterS: 2.4, atLeastS: 2.4, why: null },
  reconnects: { beforePerS: 0.5, beforePeakPerS: 6, peakPerS: 120, peakAtS: 14, opened: 180 },
  operations: [
    { name: 'read', touched: true, failed: 240, of: 300, failedBefore: 0, ofBefore: 6000, cascade: false },
    { name: 'pay', touched: false, failed: 3, of: 30, failedBefore: 1, ofBefore: 600, cascade: true },
  ],
  marks: { expected: 1000, lost: 12, opened: 4 },
};

test('what came of a fault is told in a line each', () => {
  assert.deepEqual(impactLines(impact), [
    'recovered after 2.4 s (success >= 99% for 5 s); wanted within 30 s',
    'a storm of 180 connections begun, 120 of them in one second, 0.5/s before',
    'read: 240 of 300 failed, 0 of 6000 in the minute before',
    'pay: 3 of 30 failed, 1 of 600 in the minute before, though the fault does not act on it',
    'of 1000 messages 12 lost',
  ]);
});

test('what was not seen is said with its reason, and what did not happen is left out', () => {
  const recovery = {
    ...impact.recovery,
    rule: 'success >= 99%',
    holdsS: 5,
    withinS: null,
    afterS: null,
    atLeastS: 3,
  };
  assert.deepEqual(
    impactLines({
      recovery: { ...recovery, why: 'the soak ended before all was well' },
      reconnects: { beforePerS: 40, beforePeakPerS: 45, peakPerS: 50, peakAtS: 3, opened: 500 },
      operations: [],
      marks: {},
    }),
    [
      'not seen to recover (success >= 99% for 5 s), after 3 s at least: the soak ended before all was well',
      '500 connections begun, 50 of them in one second, 40/s before',
    ],
  );
  assert.deepEqual(impactLines(null), []);
});
