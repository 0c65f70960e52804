import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemText } from '../../../src/plan/document/problem.ts';
import { outlinePlan } from '../../../src/plan/outline.ts';
import { checkPlan } from '../../../src/plan/parse.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { expandSecrets } from '../../../src/plan/secret.ts';

function planWith(operation: string): string {
  return `name: messages
duration: 10s
target: { pid: 1 }
load:
  rate: 10/s
  operations:
    - { ${operation} }
`;
}

function planOf(operation: string): Plan {
  const parsed = checkPlan(planWith(operation), { file: '/plans/plan.yaml' });
  assert.ok('plan' in parsed, JSON.stringify(parsed));
  return parsed.plan;
}

function problemsOf(operation: string): string[] {
  const parsed = checkPlan(planWith(operation), { file: 'plan.yaml' });
  return 'plan' in parsed ? [] : parsed.problems.map((problem) => problemText(problem).replace(/^.*?: /, ''));
}

const ADDRESS = 'connect: "ws://127.0.0.1:8080/chat"';
const PUBLISH = `publish: '{"to":"\${channel}","data":"\${stamp}"}'`;

test('a pool has its defaults filled in, and is named by its kind', () => {
  const [operation] =
    planOf(`ws: { ${ADDRESS}, ${PUBLISH}, subscribe: { send: "\${channel}" } }`).load?.operations ?? [];
  assert.deepEqual(operation, {
    name: 'ws',
    weight: 1,
    target: null,
    timeoutMs: 10_000,
    kind: 'ws',
    url: 'ws://127.0.0.1:8080/chat',
    headers: {},
    protocols: [],
    does: {
      kind: 'publish',
      connections: 10,
      openPerSecond: 500,
      channels: 1,
      channelsEach: 1,
      subscribe: `\${channel}`,
      confirmed: null,
      message: `{"to":"\${channel}","data":"\${stamp}"}`,
    },
  });
});

test('check says what a ws operation does, and where its load goes', () => {
  const lines = (operation: string) =>
    outlinePlan(planOf(operation), {}).sections.flatMap(({ lines: list }) => list);
  const pool = 'connections: 2000, channels: 100, open: 400/s';
  const all = lines(
    `ws: { ${ADDRESS}, ${PUBLISH}, ${pool}, subscribe: { send: "\${channel}", each: 5 } }`,
  ).join('\n');
  assert.match(all, /2,000 connections, opened at 400\/s, with 10,000 subscriptions to 100 channels/);
  assert.match(all, /sends load to 127\.0\.0\.1:8080/);
  assert.match(lines(`ws: { ${ADDRESS}, keep: false }`).join('\n'), /a connection for each: connects/);
});

test('secrets are filled in where they may stand', () => {
  const plan = planOf(
    `ws: { ${ADDRESS}, send: "\${env:WORD}", headers: { authorization: "\${env:TOKEN}" } }`,
  );
  const [operation] = expandSecrets(plan, { WORD: 'please', TOKEN: 'sesame' }).load?.operations ?? [];
  assert.ok(operation?.kind === 'ws' && operation.does.kind === 'exchange');
  assert.equal(operation.does.message, 'please');
  assert.deepEqual(operation.headers, { authorization: 'sesame' });
});

for (const [what, operation, ...problems] of [
  [
    'an address of another kind',
    'ws: { connect: "http://127.0.0.1/", send: x }',
    'load.operations[0].ws.connect: found "http://127.0.0.1/", expected an address that begins with ws://',
  ],
  [
    'neither publish nor send',
    `ws: { ${ADDRESS} }`,
    'load.operations[0].ws: missing publish or send, expected one of them, or keep: false to only connect',
  ],
  [
    'a message that cannot be told apart, and nobody to get it',
    `ws: { ${ADDRESS}, publish: hello, keep: true }`,
    'load.operations[0].ws: missing subscribe, expected who is to receive what is published',
    `load.operations[0].ws.publish: found no \${channel} in it, expected it to tell what arrives`,
    `load.operations[0].ws.publish: found no \${stamp} in it, expected it to tell what arrives`,
    'load.operations[0].ws.keep: keep has no meaning beside publish',
  ],
  [
    'a channel without a subscriber',
    `ws: { ${ADDRESS}, ${PUBLISH}, subscribe: { send: "\${channel}", each: 2 }, connections: 4, channels: 9 }`,
    'load.operations[0].ws.channels: found 9 channels, expected at most 8: each needs a subscriber',
  ],
  [
    'a template that nobody knows',
    `ws: { ${ADDRESS}, send: "\${stamps}" }`,
    `load.operations[0].ws.send: unknown template \${stamps}; did you mean \${stamp}?`,
  ],
  [
    'an expectation of what has no answer',
    `ws: { ${ADDRESS}, keep: false }, expect: { contains: x }`,
    'load.operations[0].expect.contains: contains is of the message that answers to send',
  ],
] as const) {
  test(`a problem, told at its place: ${what}`, () =>
    assert.deepEqual(problemsOf(operation).toSorted(), [...problems].toSorted()));
}
