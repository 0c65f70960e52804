import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { arrivalWeights, operationMix } from '../../../src/load/arrival/mix.ts';
import { openCorpora } from '../../../src/load/corpus/corpora.ts';
import { surveyCorpora } from '../../../src/load/corpus/survey.ts';
import { arrivalsUntilUsedUp } from '../../../src/load/corpus/used-up.ts';
import { problemText } from '../../../src/plan/document/problem.ts';
import type { LoadPlan } from '../../../src/plan/load/load-plan.ts';
import { checkPlan } from '../../../src/plan/parse.ts';
import { temporaryFolder } from '../../fixture/soakd.ts';

/** The load of a plan with three operations, of which the first two share a corpus. */
function loadOf(context: TestContext, corpora: string, files: Readonly<Record<string, string>>): LoadPlan {
  const folder = temporaryFolder(context);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const text = `name: rows
duration: 10s
target: { pid: 1 }
load:
  rate: 10/s
  seed: 5
  corpora:
${corpora}
  operations:
    - { name: read, weight: 3, corpus: users, http: { get: "http://127.0.0.1:1/\${row.name}" } }
    - { name: write, weight: 2, corpus: users, http: { post: "http://127.0.0.1:1/", body: "\${row.name}" } }
    - { name: ping, weight: 4, http: { get: "http://127.0.0.1:1/" } }
`;
  const parsed = checkPlan(text, { file: join(folder, 'plan.yaml') });
  assert.ok('plan' in parsed, JSON.stringify(parsed));
  assert.ok(parsed.plan.load !== null);
  return parsed.plan.load;
}

const users = `name\n${Array.from({ length: 40 }, (_, at) => `user${at}`).join('\n')}\n`;

function mixOf(load: LoadPlan): (index: number) => number {
  return operationMix(load.seed, arrivalWeights(load.operations));
}

/** What the arrivals from `from` to before `to` are filled with; null: they have no row. */
function rowsOf(load: LoadPlan, from: number, to: number): (string | null)[] {
  const mix = mixOf(load);
  using corpora = openCorpora(load, mix, []);
  return Array.from({ length: to - from }, (_, at) => {
    return corpora.of(mix(from + at))?.field(from + at, 'name') ?? null;
  });
}

test('operations that share a corpus take its rows in turn, each row once before any again', (context) => {
  for (const order of ['file', 'shuffled']) {
    const load = loadOf(context, `    users: { csv: users.csv, order: ${order} }`, { 'users.csv': users });
    const taken = rowsOf(load, 0, 200).filter((name) => name !== null);
    assert.ok(taken.length > 80, `${taken.length} rows`);
    for (let from = 0; from + 40 <= taken.length; from += 40)
      assert.equal(new Set(taken.slice(from, from + 40)).size, 40, order);
    const inOrder = taken.every((name, at) => name === `user${at % 40}`);
    assert.equal(inOrder, order === 'file');
  }
});

test('a load that goes on at any index goes on with the rows that would have been next', (context) => {
  const load = loadOf(
    context,
    '    users: { csv: users.csv, order: shuffled, encode: { field: name, with: [plain, case] } }',
    { 'users.csv': users },
  );
  const whole = rowsOf(load, 0, 500);
  for (const from of [1, 7, 99, 250, 499]) assert.deepEqual(rowsOf(load, from, 500), whole.slice(from));
});

test('a corpus that is used once ends the load right behind its last row', async (context) => {
  const load = loadOf(context, '    users: { csv: users.csv, use: once }', { 'users.csv': users });
  const { corpora } = await surveyCorpora(load);
  const end = arrivalsUntilUsedUp(load, corpora) ?? 0;
  const taken = rowsOf(load, 0, end);
  assert.equal(taken.filter((name) => name !== null).length, 40);
  assert.equal(taken.at(-1), 'user39');
});

test('a corpus that goes around ends no load', async (context) => {
  const load = loadOf(context, '    users: { csv: users.csv }', { 'users.csv': users });
  assert.equal(arrivalsUntilUsedUp(load, (await surveyCorpora(load)).corpora), null);
});

test('a file that is not the one that was surveyed is refused', async (context) => {
  const load = loadOf(context, '    users: { csv: users.csv }', { 'users.csv': users });
  const { corpora } = await surveyCorpora(load);
  assert.deepEqual(
    corpora.map(({ rows, entries }) => [rows, entries]),
    [[40, 40]],
  );
  writeFileSync(corpora[0]?.file ?? '', users.replace('user7', 'other'));
  assert.throws(() => openCorpora(load, mixOf(load), corpora), /users\.csv was changed since the run began/);
});

test('every problem of every file is told with its line, what was found and what was expected', async (context) => {
  const load = loadOf(
    context,
    `    users: { csv: users.csv }
    attacks: { jsonl: attacks.jsonl, expect: { field: expected }, category: { field: kind } }
    lost: { text: lost.txt }
    empty: { csv: empty.csv }`,
    {
      'users.csv': 'id,name\n1,ann\n2\n3,"bob\n',
      'attacks.jsonl': [
        '{"expected": "blocked", "kind": "sqli"}',
        '{"expected": "maybe", "kind": "sqli"}',
        'no JSON',
        '[1]',
        '{"expected": "allowed"}',
      ].join('\n'),
      'empty.csv': 'name\n\n',
    },
  );
  const { problems, corpora } = await surveyCorpora(load);
  assert.deepEqual(corpora, []);
  const folder = load.corpora?.[0]?.file.replace('users.csv', '') ?? '';
  assert.deepEqual(
    problems.map((problem) => problemText(problem).replace(folder, '')),
    [
      'users.csv:3:1: corpus users: found 1 cell, expected 2 as in the header',
      'users.csv:4:1: corpus users: found "\\"bob\\n" in cell 2, expected a closing quote and then a comma or the end of the row',
      'attacks.jsonl:2:1: corpus attacks: found "maybe" as expected, expected blocked or allowed',
      'attacks.jsonl:3:1: corpus attacks: found "no JSON", expected an object of JSON on one line',
      'attacks.jsonl:4:1: corpus attacks: found "[1]", expected an object such as {"name": "value"}',
      'attacks.jsonl:5:1: corpus attacks: found the fields expected, expected one named kind, which category needs',
      'lost.txt:1:1: corpus lost: found no such file, expected a file that can be read',
      'empty.csv:1:1: corpus empty: found no rows, expected at least one',
    ],
  );
});

test('of a file with a thousand problems the first are told, and how many more there are', async (context) => {
  const load = loadOf(context, '    users: { csv: users.csv }', {
    'users.csv': `name\n${'a,b\n'.repeat(1000)}`,
  });
  const { problems } = await surveyCorpora(load);
  assert.equal(problems.length, 10);
  assert.match(problems.at(-1)?.message ?? '', /and 990 more problems in this file$/);
});

test('a column that an operation needs is missed before anything starts', async (context) => {
  const load = loadOf(context, '    users: { csv: users.csv }', { 'users.csv': 'id,nam\n1,ann\n' });
  const { problems } = await surveyCorpora(load);
  assert.match(
    problems.map(problemText).join('\n'),
    /users\.csv:1:1: corpus users: found the columns id, nam, expected one named name, which operation read needs$/,
  );
});

test('the steps of a flow have its row, need their fields of it, and use up no rows of their own', async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'users.csv'), users);
  const plan = `name: flows
duration: 10s
target: { pid: 1 }
load:
  rate: 10/s
  corpora: { users: { csv: users.csv, use: once } }
  operations:
    - name: visit
      corpus: users
      flow:
        - { name: in, http: { get: "http://127.0.0.1:1/\${row.name}" } }
        - { name: out, http: { get: "http://127.0.0.1:1/\${row.nickname}" } }
    - { name: ping, http: { get: "http://127.0.0.1:1/" } }
`;
  const parsed = checkPlan(plan, { file: join(folder, 'plan.yaml') });
  assert.ok('plan' in parsed, JSON.stringify(parsed));
  const { load } = parsed.plan;
  assert.ok(load !== null);
  const { problems } = await surveyCorpora(load);
  assert.match(problems[0]?.message ?? '', /expected one named nickname, which operation visit-out needs/);

  const rows = users.trim().split('\n').slice(1);
  writeFileSync(
    join(folder, 'users.csv'),
    ['name,nickname', ...rows.map((name) => `${name},${name}`)].join('\n'),
  );
  const { corpora } = await surveyCorpora(load);
  const end = arrivalsUntilUsedUp(load, corpora) ?? 0;
  const mix = mixOf(load);
  using open = openCorpora(load, mix, corpora);
  const visits = Array.from({ length: end }, (_, index) => index).filter((index) => mix(index) === 0);
  assert.equal(visits.length, 40);
  assert.equal(open.of(0)?.field(visits.at(-1) ?? 0, 'nickname'), 'user39');
});
