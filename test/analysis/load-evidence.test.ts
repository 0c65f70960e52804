import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Counts, cumulate } from '../../src/analysis/load-counts.ts';
import { type CountedMetric, countEvidence } from '../../src/analysis/load-evidence.ts';
import { parseRule } from '../../src/plan/rule/rule-parser.ts';

const NAMES = [
  ...(['due', 'sent', 'ok', 'failed', 'blocked', 'skipped'] as const),
  ...(['bypassed', 'overblocked', 'undecided'] as const),
];

/** Of a load of one second that did this. */
function observed(rule: string, counts: Partial<Counts>): number | null {
  const values = Object.fromEntries(NAMES.map((name) => [name, Float64Array.of(counts[name] ?? 0)]));
  const cumulative = cumulate([
    { monoMs: Float64Array.of(0), values: values as Record<keyof Counts, Float64Array> },
  ]);
  const span = { fromMs: 0, toMs: 1000 };
  const parsed = parseRule(rule);
  const metric = rule.split(/[.\s]/)[0] as CountedMetric;
  const evidence = countEvidence(metric, parsed, cumulative, span, {
    phases: [span],
    overMs: null,
    live: false,
  });
  assert.ok(evidence.kind === 'value');
  return evidence.observed;
}

/** 10 attacks: 6 blocked, 2 got past, 2 errors. 5 honest: 4 allowed, 1 refused. */
const filtered: Partial<Counts> = {
  due: 15,
  sent: 15,
  ok: 6,
  bypassed: 2,
  blocked: 7,
  overblocked: 1,
  failed: 2,
  undecided: 2,
};

test('success is what was blocked or allowed as it should be, of all that was due', () => {
  assert.equal(observed('success >= 99%', filtered), 10 / 15);
  assert.equal(observed('success.count > 0', filtered), 10);
  assert.equal(observed('throughput > 1/s', filtered), 10);
});

test('bypasses are a share of what should be blocked and was answered', () => {
  assert.equal(observed('bypassed.rate < 1%', filtered), 2 / 8);
  assert.equal(observed('bypassed.count < 1', filtered), 2);
});

test('an error is no bypass, but it is unresolved', () => {
  assert.equal(observed('unresolved.count < 1', filtered), 2);
  assert.equal(observed('unresolved.rate < 1%', filtered), 2 / 15);
  // One more of which nothing came.
  assert.equal(observed('unresolved.count < 1', { ...filtered, due: 16 }), 3);
});

test('where no attack was answered there is no number of bypasses, not even none', () => {
  const broken = { due: 10, sent: 10, failed: 10, undecided: 10 };
  assert.equal(observed('bypassed.count < 1', broken), null);
  assert.equal(observed('bypassed.rate < 1%', broken), null);
  assert.equal(observed('bypassed.count < 1', { due: 10, sent: 10, ok: 10 }), null, 'nothing was expected');
  assert.equal(observed('bypassed.count < 1', { due: 1, sent: 1, blocked: 1 }), 0);
});
