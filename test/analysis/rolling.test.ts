import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rollingEvidence } from '../../src/analysis/rolling.ts';

test('only complete windows are there, and a span too short has none and says so', () => {
  const evidence = rollingEvidence([{ fromMs: 0, toMs: 10_000 }], 4000, 1000, (fromMs) => fromMs);
  assert.deepEqual(
    evidence.windows.map(({ fromMs, toMs }) => [fromMs, toMs]),
    [0, 1, 2, 3, 4, 5, 6].map((second) => [second * 1000, second * 1000 + 4000]),
  );
  const none = rollingEvidence([{ fromMs: 0, toMs: 3999 }], 4000, 1000, () => 1);
  assert.deepEqual([none.windows, none.why], [[], 'no complete window yet']);
});

test('no window reaches from one span into the next', () => {
  const spans = [
    { fromMs: 0, toMs: 5000 },
    { fromMs: 9000, toMs: 14_000 },
  ];
  const { windows } = rollingEvidence(spans, 4000, 1000, () => 1);
  assert.deepEqual(
    windows.map(({ fromMs }) => fromMs),
    [0, 1000, 9000, 10_000],
  );
});

test('however many windows there are, the highest, the lowest and the unread are kept', () => {
  fc.assert(
    fc.property(fc.nat(199_000), fc.nat(199_000), fc.nat(199_000), (high, low, unread) => {
      fc.pre(new Set([high, low, unread]).size === 3);
      const values = (second: number): number | null =>
        second === unread ? null : second === high ? 10 : second === low ? -10 : Math.sin(second);
      const { windows } = rollingEvidence([{ fromMs: 0, toMs: 200e6 }], 60_000, 1000, (fromMs) =>
        values(fromMs / 1000),
      );
      assert.ok(windows.length <= 4100, `${windows.length} windows`);
      const observed = windows.map((window) => window.observed);
      assert.ok(observed.includes(10) && observed.includes(-10) && observed.includes(null));
    }),
    { numRuns: 10 },
  );
});
