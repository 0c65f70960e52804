import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssessedLoad } from '../../src/analysis/assessed-load.ts';
import { failureSentence, firstOfEachKind, oneLine } from '../../src/report/failure-text.ts';
import { loadSection } from '../../src/report/html/load-section.ts';
import { outcomeSentence } from '../../src/report/outcome-text.ts';
import { sample } from './sample-assessment.ts';

const outcomes = {
  blocked: 651,
  bypassed: 1209,
  allowed: 90,
  falsePositives: 10,
  unresolved: 140,
  byCategory: [
    {
      operation: 'attack',
      category: 'sqli',
      expected: 'blocked',
      blocked: 651,
      allowed: 1209,
      undecided: 140,
    },
  ],
} as const;

const failure = {
  operation: 'attack',
  failure: 'bypassed',
  atS: 3,
  arrival: 132,
  latencyMs: 12,
  sent: 'GET /?q=<script>"\r\n',
  received: null,
};

test('what should be blocked is told beside what got past, and errors by themselves', () => {
  assert.equal(
    outcomeSentence(outcomes),
    'of 1,860 answered that should be blocked, 1,209 bypassed (65 %); of 100 answered that should be allowed, 10 false positives (10 %); 140 unresolved (an error is neither)',
  );
  assert.equal(
    outcomeSentence({ ...outcomes, bypassed: 0, allowed: 0, falsePositives: 0 }),
    'of 651 answered that should be blocked, 0 bypassed; 140 unresolved (an error is neither)',
  );
});

test('of many failures the first of each kind is shown, on one line', () => {
  const kinds = firstOfEachKind(
    [
      failure,
      { ...failure, arrival: 200 },
      { ...failure, failure: 'timeout' },
      { ...failure, operation: 'b' },
    ],
    2,
  );
  assert.deepEqual(
    kinds.map(({ arrival, failure: kind }) => [arrival, kind]),
    [
      [132, 'bypassed'],
      [132, 'timeout'],
    ],
  );
  assert.match(failureSentence(failure), /^attack: bypassed, number 132, after .*3 ?s in 12 ms$/);
  assert.equal(oneLine(failure.sent), 'GET /?q=<script>"\\r\\n');
});

test('the page shows both, and what an attack says is text to it', () => {
  const load: AssessedLoad | null = sample.load;
  assert.ok(load !== null);
  const page = loadSection({ ...load, outcomes, failureSamples: [failure] }).text;
  assert.match(page, /1,209 bypassed/);
  assert.match(page, /sqli/);
  assert.match(page, /&lt;script&gt;/);
  assert.doesNotMatch(page, /<script>/);
});
