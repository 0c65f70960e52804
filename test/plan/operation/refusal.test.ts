import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemText } from '../../../src/plan/document/problem.ts';
import { checkPlan } from '../../../src/plan/parse.ts';

function planWith(...operations: string[]): string {
  return `name: filtered
duration: 10s
target: { pid: 1 }
load:
  rate: 10/s
  corpora: { attacks: { text: a.txt, expect: blocked } }
  operations:
${operations.map((operation) => `    - { ${operation} }`).join('\n')}
`;
}

function problemsOf(text: string): string[] {
  const parsed = checkPlan(text, { file: 'plan.yaml' });
  return 'plan' in parsed ? [] : parsed.problems.map(problemText);
}

test('a refusal is told by codes, text or a pattern, and of a list any will do', () => {
  const text = planWith(
    'http: { get: "http://127.0.0.1:1/" }, blocked: [{ status: [403, 406] }, { status: 200, contains: Denied }]',
    'exec: { command: [scan] }, blocked: { exit: 1, matches: "^found" }',
  );
  const parsed = checkPlan(text, { file: 'plan.yaml' });
  assert.ok('plan' in parsed, JSON.stringify(parsed));
  assert.deepEqual(
    parsed.plan.load?.operations.map(({ blocked }) => blocked),
    [
      [
        { codes: [403, 406], contains: null, matches: null },
        { codes: [200], contains: 'Denied', matches: null },
      ],
      [{ codes: [1], contains: null, matches: '^found' }],
    ],
  );
});

test('what cannot be a refusal is told at its place', () => {
  assert.deepEqual(
    problemsOf(
      planWith(
        'name: a, http: { get: "http://127.0.0.1:1/" }, blocked: { status: 503 }',
        'name: b, http: { get: "http://127.0.0.1:1/" }, blocked: [{ exit: 1 }, {}]',
        'name: c, tcp: { connect: "127.0.0.1:1", send: a }, expect: { text: b }, blocked: { contains: no }',
        'name: d, corpus: attacks, http: { get: "http://127.0.0.1:1/" }',
      ),
    ).map((problem) => problem.replace(/^plan\.yaml:\d+:\d+: load\.operations/, '')),
    [
      '[0].blocked.status: found 503, expected a status code that refuses (a server error does not), a whole number from 100 to 499',
      '[1].blocked[0].exit: exit is for exec',
      '[1].blocked[1]: missing how to tell: expected one or more of status, exit, contains, matches',
      '[2].blocked: blocked needs a reply of one line: expected expect: { line: regex }',
      '[3]: missing blocked, expected what counts as a refusal: the corpus attacks says what should be refused',
    ],
  );
});
