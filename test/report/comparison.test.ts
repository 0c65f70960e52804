import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnsOf } from '../../src/columns.ts';
import type { ComparedMetric, Comparison } from '../../src/comparison/comparison.ts';
import { renderComparisonMarkdown } from '../../src/report/comparison-markdown.ts';
import { renderComparison } from '../../src/report/comparison-text.ts';
import { floorText } from '../../src/report/comparison-words.ts';

const RUN = {
  id: 'k7bd92xq',
  name: 'nightly-api',
  state: 'completed',
  verdict: 'pass',
  startedAt: '2026-11-20T22:00:00.000Z',
  observedS: 3600,
  planSha256: 'ab12',
} as const;

const P99: ComparedMetric = {
  metric: 'latency.p99',
  target: null,
  operation: 'read',
  unit: 'ms',
  isRatio: true,
  isSlope: false,
  baseline: 4,
  run: 22.2,
  difference: 18.2,
  low: 17.1,
  high: 19.4,
  noiseFloor: 1,
  tolerance: 0.8,
  verdict: 'regressed',
  reason: 'over the noise floor and the tolerance',
};

const FDS: ComparedMetric = {
  ...P99,
  metric: 'fds.slope',
  target: 'api',
  operation: null,
  unit: 'count/h',
  isRatio: false,
  isSlope: true,
  baseline: 0,
  run: 1,
  difference: 1,
  low: -2,
  high: 4,
  noiseFloor: 5,
  tolerance: 1,
  verdict: 'cannot tell',
  reason: 'runs of this plan differ by too much',
};

const COMPARISON: Comparison = {
  version: 1,
  verdict: 'regressed',
  reason: 'latency{read}.p99 regressed, of 2 metrics',
  run: RUN,
  baseline: { ...RUN, id: 'b2mm41aa', verdict: 'fail' },
  differing: [],
  learnedFrom: ['a', 'b', 'c'],
  stretch: { unit: 'operations', from: 500, to: 6000 },
  lateness: { runMs: 1, baselineMs: 1, sway: 0, drift: 0 },
  errorRate: 0.01,
  metrics: [FDS, P99],
};

const PLAIN = { width: 120, colour: false, unicode: true };

test('the conclusion says by how much, and the worst metric comes first', () => {
  const lines = renderComparison(COMPARISON, PLAIN).split('\n');
  assert.equal(lines[0], 'REGRESSED: latency{read}.p99 +18.2 ms (+455 %; 95 % interval 17.1 to 19.4 ms)');
  const metrics = lines.filter((line) => /✗|\?/.test(line)).map((line) => line.split(' ')[0]);
  assert.deepEqual(metrics, ['latency{read}.p99', 'fds.slope']);
  assert.match(
    lines.join('\n'),
    /learned from 3 earlier runs of this plan on this host\. Compared are the same 5,500 operations/,
  );
});

test('what is not decided, differs or was busier is told', () => {
  const text = renderComparison(
    {
      ...COMPARISON,
      verdict: 'cannot tell',
      reason: 'run k7bd92xq was interrupted',
      differing: [{ what: 'host', name: 'cores', run: '4', baseline: '2' }],
      learnedFrom: [],
      lateness: { runMs: 12, baselineMs: 3, sway: 1.4, drift: 0 },
    },
    PLAIN,
  );
  assert.match(text, /^CANNOT TELL: run k7bd92xq was interrupted\n/);
  assert.match(text, /^differs +host cores: 4; in the baseline 2$/m);
  assert.match(
    text,
    /^machine +busier in the run: the load generator itself was late by 12 ms .*, by 3 ms in the baseline/m,
  );
  assert.match(text, /There are no earlier runs of this plan/);
});

test('a narrow terminal gets narrow lines, and no name can paint or move its cursor', () => {
  const evil = { ...FDS, target: 'a\u001b[2J\u0007pi', reason: 'x\u001b]0;y\u0007' };
  const text = renderComparison(
    { ...COMPARISON, metrics: [evil, P99] },
    { width: 100, colour: false, unicode: false },
  );
  for (const line of text.split('\n')) assert.ok(columnsOf(line) <= 100, line);
  assert.doesNotMatch(text, /[\p{Cc}--\n]/v);
});

test('in Markdown nothing of a name is markup', () => {
  const text = renderComparisonMarkdown({
    ...COMPARISON,
    metrics: [{ ...FDS, target: 'a|b<img>' }, P99],
  });
  assert.match(text, /^### .+ REGRESSED: latency\\{read\\}\.p99 \+18\.2 ms/);
  assert.match(text, /^\| `latency\{read\}\.p99` \| {2}\| 4 ms \| 22\.2 ms \| \+455 % \|.*\| regressed \|$/m);
  assert.match(text, /\| `a\\\|b<img>` \|/);
});

test('a noise floor far over the baseline says that it is, and no figure', () => {
  const style = { binary: false };
  assert.equal(floorText({ ...P99, baseline: 4, noiseFloor: 1967.8 }, 'noiseFloor', style), '> 1,000 %');
  assert.equal(floorText({ ...P99, baseline: 4, noiseFloor: 0.1 }, 'noiseFloor', style), '2.5 %');
  assert.equal(floorText({ ...P99, baseline: 4, tolerance: 0.004 }, 'tolerance', style), '0.1 %');
});
