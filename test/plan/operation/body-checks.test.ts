import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemText } from '../../../src/plan/document/problem.ts';
import { bodyCheckTexts } from '../../../src/plan/operation/body-checks.ts';
import { outlinePlan } from '../../../src/plan/outline.ts';
import { checkPlan } from '../../../src/plan/parse.ts';

const planWith = (expectation: string) => `name: bodies
duration: 10s
target: { pid: 1 }
load:
  rate: 10/s
  operations:
    - { http: { get: "http://127.0.0.1:1/" }, expect: ${expectation} }
`;

test('a plan says what it expects of a body, and check shows it', () => {
  const sha256 = 'AB'.repeat(32);
  const parsed = checkPlan(planWith(`{ json: { "$.a[0]": x, $.b: 2 }, size: 2KiB, sha256: ${sha256} }`), {
    file: 'plan.yaml',
  });
  assert.ok('plan' in parsed, JSON.stringify(parsed));
  const [operation] = parsed.plan.load?.operations ?? [];
  assert.ok(operation?.kind === 'http' && operation.expect.body);
  const { body } = operation.expect;
  assert.deepEqual([body.bytes, body.sha256, body.json.length], [2048, sha256.toLowerCase(), 2]);
  const lines = outlinePlan(parsed.plan, {}).sections.flatMap((section) => section.lines);
  for (const text of bodyCheckTexts(body))
    assert.ok(
      lines.some((line) => line.includes(text)),
      text,
    );
});

test('what cannot be expected of a body is told at its place', () => {
  const parsed = checkPlan(planWith('{ json: { a.b: 1, $.c: [1] }, sha256: abc }'), { file: 'plan.yaml' });
  assert.ok('problems' in parsed);
  assert.deepEqual(
    parsed.problems.map((problem) => problemText(problem).replace(/^.*?: load.operations\[0\]./, '')),
    [
      'expect.json.a.b: found "a.b", expected a path such as $.items[0].id',
      'expect.json.$.c: found a list, expected text, a number, true, false or null',
      'expect.sha256: found "abc", expected 64 hexadecimal digits',
    ],
  );
});
