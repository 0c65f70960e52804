import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemText } from '../../../src/plan/document/problem.ts';
import { outlinePlan } from '../../../src/plan/outline.ts';
import { checkPlan } from '../../../src/plan/parse.ts';

function planWith(...operations: readonly string[]): string {
  const list = operations.map((operation) => `    - { ${operation} }\n`).join('');
  return `name: extras\nduration: 10s\ntarget: { pid: 1 }\nload:\n  rate: 10/s\n  operations:\n${list}`;
}

function problemsOf(...operations: readonly string[]): string[] {
  const checked = checkPlan(planWith(...operations), { file: 'plan.yaml' });
  return 'plan' in checked
    ? []
    : checked.problems.map((problem) => problemText(problem).replace(/^.*?: load\./, ''));
}

const update = 'name: add, http: { post: "http://127.0.0.1:1/", updates: visits }';

test('cookies, a file and a counter have their defaults filled in, and check shows them', () => {
  const checked = checkPlan(
    planWith(
      'http: { put: "http://127.0.0.1:1/", cookies: true, upload: { file: a/b.png } }',
      update,
      'name: look, http: { get: "http://127.0.0.1:1/", audits: { counter: visits, at: $.n } }',
    ),
    { file: '/plans/plan.yaml' },
  );
  assert.ok('plan' in checked, JSON.stringify(checked));
  const [put, add, look] = checked.plan.load?.operations ?? [];
  assert.ok(put?.kind === 'http' && add?.kind === 'http' && look?.kind === 'http');
  assert.deepEqual(
    [put.cookies, put.upload],
    [true, { file: '/plans/a/b.png', field: null, type: 'application/octet-stream' }],
  );
  assert.equal(add.updates, 'visits');
  assert.deepEqual(look.audits, { counter: 'visits', path: '$.n', from: null });
  const shown = outlinePlan(checked.plan, {})
    .sections.flatMap(({ lines }) => lines)
    .join('\n');
  assert.match(shown, /sends the file \/plans\/a\/b\.png, keeps cookies/);
  assert.match(shown, /updates the counter visits/);
  assert.match(shown, /looks at the counter visits at \$\.n/);
});

test('what is wrong with them is told at its place', () => {
  const look = (counter: string, at: string) =>
    `name: look, http: { get: "http://127.0.0.1:1/", audits: { counter: ${counter}, at: ${at} } }`;
  assert.deepEqual(problemsOf(update, look('visit', '$.n')), [
    'operations[1].http.audits.counter: found "visit", which no operation updates; did you mean "visits"?',
  ]);
  const several = planWith(update, look('visits', '$.n')).replace('rate:', 'processes: 2\n  rate:');
  const checked = checkPlan(several, { file: 'plan.yaml' });
  assert.ok('problems' in checked);
  assert.match(
    checked.problems.map(problemText).join(),
    /audits: found audits in a load of several processes, expected one/,
  );
  assert.deepEqual(problemsOf(update, look('visits', 'n')), [
    'operations[1].http.audits.at: found "n", expected a path such as $.items[0].id',
  ]);
  assert.deepEqual(
    problemsOf('http: { get: "http://127.0.0.1:1/", upload: { file: x, type: png } }').toSorted(),
    [
      'operations[0].http.upload.type: found "png", expected a media type such as image/png',
      'operations[0].http.upload: a get has no body',
    ].toSorted(),
  );
  assert.deepEqual(problemsOf('http: { post: "http://127.0.0.1:1/", body: x, upload: { file: x } }'), [
    'operations[0].http.upload: found body and upload, expected one',
  ]);
});
