import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CorpusPlan } from '../../../src/plan/corpus/corpus-plan.ts';
import { problemText } from '../../../src/plan/document/problem.ts';
import { checkPlan } from '../../../src/plan/parse.ts';

function planWith(corpora: string, operation = 'http: { get: "http://127.0.0.1:1/" }'): string {
  return `name: rows
duration: 10s
target: { pid: 1 }
load:
  rate: 10/s
  corpora: ${corpora}
  operations:
    - { ${operation} }
`;
}

function corporaOf(text: string): readonly CorpusPlan[] {
  const parsed = checkPlan(text, { file: '/plans/plan.yaml' });
  assert.ok('plan' in parsed, JSON.stringify(parsed));
  return parsed.plan.load?.corpora ?? [];
}

function problemsOf(text: string): string[] {
  const parsed = checkPlan(text, { file: 'plan.yaml' });
  return 'plan' in parsed ? [] : parsed.problems.map(problemText);
}

test('a corpus has its defaults filled in, and its file begins at the folder of the plan', () => {
  assert.deepEqual(corporaOf(planWith('{ users: { csv: data/users.csv } }')), [
    {
      name: 'users',
      file: '/plans/data/users.csv',
      format: 'csv',
      order: 'file',
      use: 'around',
      encode: null,
      expect: null,
      category: null,
    },
  ]);
});

test('encoders are chained, and what is expected is said for all rows or by a field', () => {
  const [attacks] = corporaOf(
    planWith(
      '{ attacks: { text: a.txt, order: shuffled, use: once, encode: { with: [plain, case+double-url] }, expect: blocked, category: { field: line } } }',
    ),
  );
  assert.deepEqual(attacks?.encode, { field: 'line', chains: [['plain'], ['case', 'double-url']] });
  assert.deepEqual(attacks?.expect, { kind: 'every', value: 'blocked' });
  assert.deepEqual(attacks?.category, { kind: 'field', field: 'line' });
  assert.equal(attacks?.order, 'shuffled');
  assert.equal(attacks?.use, 'once');
});

test('what is wrong with a corpus is told at its place, all of it at once', () => {
  assert.deepEqual(
    problemsOf(`name: rows
duration: 10s
target: { pid: 1 }
load:
  rate: 10/s
  corpora:
    none: { order: file }
    two: { csv: a, text: b }
    wrong: { jsonl: a, encode: { with: [url, bas64] }, expect: refused }
    plain: { text: a, category: sqli, odrer: shuffled }
  operations:
    - { name: a, corpus: twos, http: { get: "http://127.0.0.1:1/" } }
    - { name: b, http: { get: "http://127.0.0.1:1/\${row.id}" } }
`),
    [
      'plan.yaml:7:5: load.corpora.none: missing its file: expected one of csv, jsonl, text',
      'plan.yaml:8:5: load.corpora.two: found csv and text, expected one of csv, jsonl, text',
      'plan.yaml:9:24: load.corpora.wrong.encode: missing field, expected the name of the field that is encoded',
      'plan.yaml:9:46: load.corpora.wrong.encode.with[1]: found "bas64", expected one of plain, url, double-url, hex, unicode, base64, case, whitespace, comment, line-continuation; did you mean "base64"?',
      'plan.yaml:9:64: load.corpora.wrong.expect: found "refused", expected one of blocked, allowed',
      'plan.yaml:10:33: load.corpora.plain.category: category has no meaning without expect',
      'plan.yaml:10:39: load.corpora.plain.odrer: unknown key "odrer"; did you mean "order"?',
      'plan.yaml:12:26: load.operations[0].corpus: unknown corpus "twos"; did you mean "two"?',
      `plan.yaml:13:51: load.operations[1].http.get: found \${row.id}, but the operation has no corpus; expected corpus: none or two or wrong or plain`,
    ],
  );
});

test('a row where nothing fills it in is an error', () => {
  const text = planWith('{}').replace('pid: 1', `start: { command: [a], environment: { A: "\${row.a}" } }`);
  assert.match(problemsOf(text).join('\n'), /found \$\{row\.a\}, expected/);
});
