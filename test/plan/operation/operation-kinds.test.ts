/** What may be written of the kinds of operations that are not http, and what is said of what may not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemText } from '../../../src/plan/document/problem.ts';
import type { OperationPlan } from '../../../src/plan/operation/operation-plan.ts';
import { outlinePlan } from '../../../src/plan/outline.ts';
import { checkPlan, parsePlan } from '../../../src/plan/parse.ts';
import { expandSecrets, secretsOf } from '../../../src/plan/secret.ts';

const file = '/plans/plan.yaml';

function written(operation: string): string {
  return `name: x\nduration: 5m\ntarget: { pid: 1 }\nload:\n  rate: 1/s\n  operations:\n    - { ${operation} }\n`;
}

function operationOf(operation: string): OperationPlan | undefined {
  return parsePlan(written(operation), { file }).plan.load?.operations[0];
}

function problemsOf(operation: string): string {
  const checked = checkPlan(written(operation), { file });
  return 'plan' in checked ? '' : checked.problems.map((problem) => problemText(problem)).join('\n');
}

function outlineOf(operation: string): string {
  const { plan } = parsePlan(written(operation), { file });
  return outlinePlan(plan, {})
    .sections.flatMap(({ lines }) => lines)
    .join('\n');
}

const base = { weight: 1, target: null, timeoutMs: 10_000 };

test('an exec has its words, and runs in the folder of the plan', () => {
  assert.deepEqual(operationOf(`exec: { command: "redis-cli -p 7390 'GET \${seq}'" }`), {
    ...base,
    kind: 'exec',
    name: 'exec',
    program: {
      command: ['redis-cli', '-p', '7390', `GET \${seq}`],
      environment: {},
      workingDirectory: '/plans',
    },
    input: null,
    expect: { exit: [0], contains: null, matches: null },
  });
  assert.match(problemsOf(`exec: { command: [a, "\${sequ}"] }`), /unknown template \$\{sequ\}/);
  assert.match(
    problemsOf(`exec: { command: "a '\${env:X}'" }`),
    /every user of the machine sees a command line/,
  );
  assert.match(
    problemsOf('exec: { command: [a] }, expect: { status: 200 }'),
    /status is for http; exec has exit/,
  );
  assert.match(outlineOf('exec: { command: [a, b c] }'), /100% exec: runs a "b c", expects exit code 0/);
  assert.match(outlineOf('exec: { command: [a] }'), /starts a for each exec, in \/plans/);
});

test('a stdio has its line without the id, which soakd adds', () => {
  const operation = operationOf(
    `stdio: { command: [node, w.js], send: { n: "\${seq}", deep: { x: [1] } }, id: call }`,
  );
  assert.ok(operation?.kind === 'stdio');
  assert.deepEqual(
    [operation.send, operation.idField, operation.children],
    [`{"n":"\${seq}","deep":{"x":[1]}}`, 'call', 1],
  );
  assert.match(
    problemsOf('stdio: { command: [a], send: { id: 1 } }'),
    /send.id: found id, which soakd fills in/,
  );
  assert.match(
    problemsOf(`stdio: { command: [a], send: { a: ["\${x}"] } }`),
    /send.a\[0\]: unknown template/,
  );
  assert.match(problemsOf('stdio: { command: [a], send: ping }'), /found "ping", expected a mapping/);
  assert.match(
    outlineOf('stdio: { command: [a], send: { x: 1 }, children: 3 }'),
    /starts a for all, 3 of it/,
  );
});

test('a module is a file of code and options for it', () => {
  const operation = operationOf(`module: { file: lib/pay.ts, options: { user: "\${env:NAME}" } }`);
  assert.ok(operation?.kind === 'module');
  assert.deepEqual([operation.file, operation.options], ['/plans/lib/pay.ts', `{"user":"\${env:NAME}"}`]);
  assert.match(problemsOf('module: { file: pay.py }'), /expected a file that ends with \.js/);
  assert.match(
    problemsOf(`module: { file: p.js, options: "\${seq}" }`),
    /found \$\{seq\}, expected \$\{env:NAME\}/,
  );
  assert.match(problemsOf('module: { file: p.js }, expect: { line: x }'), /module has none/);
  assert.match(
    outlineOf('module: { file: p.js }'),
    /runs the code of \/plans\/p.js as the user that runs soakd/,
  );
});

test('a conversation has steps in text and in bytes', () => {
  const operation = operationOf(
    'tcp: { connect: "h:1", greeting: [{ line: x }], steps: [{ sendHex: "00 Ff" }, { base64: AP8= }, { skip: 2 }, { closed: true }] }',
  );
  assert.deepEqual(operation, {
    ...base,
    kind: 'tcp-script',
    name: 'tcp',
    host: 'h',
    port: 1,
    keep: true,
    greeting: [{ kind: 'line', matches: 'x' }],
    steps: [
      { kind: 'send-bytes', base64: 'AP8=' },
      { kind: 'bytes', base64: 'AP8=' },
      { kind: 'skip', bytes: 2 },
      { kind: 'closed' },
    ],
  });
  const tcp = (keys: string) => problemsOf(`tcp: { connect: "h:1", ${keys} }`);
  assert.match(tcp('steps: [{ sendHex: "0" }]'), /found "0", expected bytes in hex/);
  assert.match(tcp('steps: [{ base64: "A" }]'), /found "A", expected bytes in base64/);
  assert.match(tcp('steps: [{ send: x, line: y }]'), /found send and line, expected one of/);
  assert.match(tcp('steps: [{ closed: true }, { send: x }]'), /expected it as the last/);
  assert.match(tcp('send: x, steps: [{ send: x }]'), /found send and steps/);
  assert.match(tcp('send: x, keep: false'), /keep has no meaning without steps/);
  assert.match(
    problemsOf('tcp: { connect: "h:1", steps: [{ send: x }] }, expect: { line: x }'),
    /no meaning with steps/,
  );
  assert.match(
    outlineOf('tcp: { connect: "h:1", steps: [{ sendHex: "00ff" }, { text: x }] }'),
    /sends 00ff, expects x/,
  );
});

test('secrets stand in every text that is sent, and are filled in so that it stays what it is', () => {
  const operations = [
    `exec: { command: [a], input: "\${env:S}", environment: { K: "\${env:S}" } }`,
    `stdio: { command: [a], send: { key: "\${env:S}" } }`,
    `module: { file: p.js, options: { key: "\${env:S}" } }`,
    `tcp: { connect: "h:1", greeting: [{ send: "\${env:S}" }], steps: [{ line: x }] }`,
  ];
  for (const each of operations) {
    const { plan } = parsePlan(written(each), { file });
    assert.deepEqual(secretsOf(plan), [{ kind: 'env', name: 'S' }], each);
    const expanded = expandSecrets(plan, { S: 'a"b' }).load?.operations[0];
    assert.match(JSON.stringify(expanded), /a\\+"b/, each);
    if (expanded?.kind === 'stdio') assert.deepEqual(JSON.parse(expanded.send), { key: 'a"b' });
    if (expanded?.kind === 'module') assert.deepEqual(JSON.parse(expanded.options), { key: 'a"b' });
  }
});

test('a flow becomes an operation, and each of its steps another', () => {
  const text = `name: buy, weight: 2, flow: [ { name: login, http: { get: "http://h/" }, expect: { status: 201 }, extract: { id: { json: "$.id" }, t: { matches: "(x)" } } }, { name: pay, http: { post: "http://h/\${flow.id}", json: { t: "\${flow.t}" } } }]`;
  const operations = parsePlan(written(text), { file }).plan.load?.operations ?? [];
  assert.deepEqual(
    operations.map(({ name, kind, weight, step }) => [name, kind, weight, step?.flow]),
    [
      ['buy', 'flow', 2, undefined],
      ['buy-login', 'http', 2, 'buy'],
      ['buy-pay', 'http', 2, 'buy'],
    ],
  );
  assert.deepEqual(operations[1]?.step?.extract, [
    { name: 'id', json: '$.id' },
    { name: 't', matches: '(x)' },
  ]);
  assert.match(outlineOf(text), /buy: does buy-login, then buy-pay/);
  const steps = (list: string) => problemsOf(`name: f, flow: [${list}]`);
  const get = 'http: { get: "http://h/" }';
  assert.match(
    steps(`{ name: a, http: { get: "http://h/\${flow.x}" } }`),
    /found \$\{flow.x\}, but no earlier step extracts anything/,
  );
  assert.match(
    steps(
      `{ name: a, ${get}, extract: { y: { matches: a } } }, { name: b, http: { get: "http://h/\${flow.x}" } }`,
    ),
    /but earlier steps extract y/,
  );
  assert.match(
    steps(`{ name: a, ${get}, extract: { x: { json: "id" } } }`),
    /found "id", expected a JSON path/,
  );
  assert.match(steps(`{ name: a, ${get}, expect: { line: x } }`), /a step has status, contains, matches, /);
  assert.match(steps(`{ name: a, ${get} }, { name: a, ${get} }`), /found "(f-)?a" again/);
  assert.match(problemsOf(`http: { get: "http://h/\${flow.x}" }`), /no earlier step extracts anything/);
});

test('rules name the steps of a flow', () => {
  const plan = `${written('name: buy, flow: [{ name: login, http: { get: "http://h/" } }]')}criteria: ["latency{buy-login}.p95 < 1s", "success{buy} > 9%"]\n`;
  assert.ok('plan' in checkPlan(plan, { file }));
});

test('a load tool is an operation, and what it tells of its requests is another', () => {
  const text = `name: wrk, command: { run: [wrk, -d, 10s, "http://h/"], lines: "(?<ok>\\\\d+) done" }, expect: { exit: [0, 1] }`;
  const operations = parsePlan(written(text), { file }).plan.load?.operations ?? [];
  const [tool, requests] = operations;
  assert.ok(tool?.kind === 'command' && requests?.kind === 'counted');
  assert.deepEqual([tool.program.command.length, tool.exit, tool.lines], [4, [0, 1], '(?<ok>\\d+) done']);
  assert.deepEqual([requests.name, requests.step?.flow], ['wrk-requests', 'wrk']);
  assert.match(
    outlineOf(text),
    /wrk: runs wrk -d 10s http:\/\/h\/, expects exit code 0 or 1, lines that match/,
  );
  assert.match(outlineOf(text), /starts wrk -d 10s http:\/\/h\/ for each wrk, in \/plans/);
  const plan = `${written(text)}criteria: ["success{wrk-requests} > 99%"]\n`;
  assert.ok('plan' in checkPlan(plan, { file }));
  assert.equal(parsePlan(written('command: { run: [wrk] }'), { file }).plan.load?.operations.length, 1);
  assert.match(
    problemsOf('command: { run: [wrk] }, expect: { status: 200 }'),
    /status is for http; command has exit/,
  );
});
