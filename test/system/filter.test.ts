/** 2,000 seeded variants of attacks against a filter whose leaks are known by construction. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort } from '../fixture/port.ts';
import { reportOf, soakd, temporaryFolder } from '../fixture/soakd.ts';

const filter = fileURLToPath(new URL('./filter/filter.ts', import.meta.url));

const ROWS = 100;
/** What the filter sees through. */
const CAUGHT = [
  'plain',
  'url',
  'whitespace',
  'whitespace',
  'whitespace+url',
  'line-continuation',
  'line-continuation',
];
const LEAKING = [
  ...['double-url', 'hex', 'unicode', 'base64', 'case', 'case', 'comment', 'comment'],
  ...['case+url', 'comment+url', 'base64+url', 'hex+url', 'case+double-url'],
];
const VARIANTS = CAUGHT.length + LEAKING.length;
/** Of the rows 0 to 99: 7, 27, … are answered by 5xx, and 11 and 61 never. */
const BROKEN_ROWS = 5;
const HANGING_ROWS = 2;
const ANSWERED_ROWS = ROWS - BROKEN_ROWS - HANGING_ROWS;

/** Rows 0 to 49 are of one kind, the others of another. */
function kindOf(row: number): string {
  return row < 50 ? 'login' : 'search';
}

function writePlan(folder: string, port: number): string {
  const attacks = Array.from({ length: ROWS }, (_, id) => ({
    id,
    payload: `${id}' UNION ALL SELECT password FROM users WHERE id = ${id} --`,
    expected: 'blocked',
    kind: kindOf(id),
  }));
  writeFileSync(join(folder, 'attacks.jsonl'), attacks.map((row) => JSON.stringify(row)).join('\n'));
  const honest = [
    'a cup of tea',
    'union square',
    'why UNION ALL SELECT password is dangerous',
    "O'Neill & sons",
  ];
  writeFileSync(join(folder, 'honest.txt'), honest.join('\n'));
  const file = join(folder, 'plan.yaml');
  writeFileSync(
    file,
    `name: filtered
duration: 2m
warmup: 0s
target: { name: filter, pid: ${process.pid} }
load:
  rate: 300/s
  connections: 200
  timeout: 5s
  seed: 11
  corpora:
    attacks:
      jsonl: attacks.jsonl
      order: shuffled
      use: once
      encode: { field: payload, with: [${[...CAUGHT, ...LEAKING].join(', ')}] }
      expect: { field: expected }
      category: { field: kind }
    honest: { text: honest.txt, expect: allowed }
  operations:
    - name: attack
      weight: 9
      corpus: attacks
      http: { get: "http://127.0.0.1:${port}/find?q=\${row.payload}", headers: { x-entry: "\${row.id}", x-kind: attack } }
      blocked: [{ status: 403 }, { contains: "Request refused" }]
    - name: honest
      weight: 1
      corpus: honest
      http: { get: "http://127.0.0.1:${port}/find?q=\${row.line}", headers: { x-kind: honest } }
      blocked: [{ status: 403 }, { contains: "Request refused" }]
criteria:
  - bypassed.count < 1
  - bypassed{attack}.rate < 90%
  - unresolved.rate < 50%
  - blocked.count > 0
  - success >= 99%
`,
  );
  return file;
}

async function startFilter(context: TestContext): Promise<number> {
  const port = await freePort();
  const child = spawn(process.execPath, [filter, String(port)], { stdio: 'inherit' });
  context.after(() => child.kill('SIGKILL'));
  await once(child, 'spawn');
  for (;;) {
    const answered = await fetch(`http://127.0.0.1:${port}/`).catch(() => null);
    if (answered?.ok) return port;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('of 2,000 variants exactly those that the filter lets through are bypasses, and errors are neither', async (context) => {
  const folder = temporaryFolder(context);
  const port = await startFilter(context);
  const database = join(folder, 'soakd.db');
  const finished = await soakd(['run', writePlan(folder, port), '--json'], { database });
  const report = reportOf(finished);
  const told = await (await fetch(`http://127.0.0.1:${port}/truth`)).text();
  const truth: Record<'attack' | 'honest', Readonly<Record<string, number>>> = JSON.parse(told);
  const attack = report.load?.byOperation.find(({ name }) => name === 'attack');
  const honest = report.load?.byOperation.find(({ name }) => name === 'honest');
  assert.ok(attack !== undefined && honest !== undefined, finished.stderr);

  assert.equal(ROWS * VARIANTS, 2000);
  assert.equal(report.run.state, 'completed', 'the load ended with its corpus');
  assert.equal(attack.due, 2000, 'each variant once');
  assert.equal(attack.bypassed, ANSWERED_ROWS * LEAKING.length);
  assert.equal(attack.blocked, ANSWERED_ROWS * CAUGHT.length);
  assert.equal(attack.undecided, (BROKEN_ROWS + HANGING_ROWS) * VARIANTS);
  assert.deepEqual(attack.failures, {
    'status-500': (BROKEN_ROWS * VARIANTS) / 2,
    'status-503': (BROKEN_ROWS * VARIANTS) / 2,
    timeout: HANGING_ROWS * VARIANTS,
  });
  // What the filter says that it did.
  assert.deepEqual(truth.attack, {
    blocked: attack.blocked,
    passed: attack.bypassed,
    broken: BROKEN_ROWS * VARIANTS,
    hung: HANGING_ROWS * VARIANTS,
  });
  assert.equal(honest.overblocked, truth.honest['blocked']);
  assert.ok(honest.overblocked > 0);

  const { outcomes } = report.load ?? {};
  assert.equal(outcomes?.bypassed, attack.bypassed);
  assert.equal(outcomes?.falsePositives, honest.overblocked);
  assert.equal(outcomes?.unresolved, attack.undecided);
  const login = outcomes?.byCategory.find(({ category }) => category === 'login');
  // Rows 7, 27 and 47 are broken, and 11 hangs.
  assert.deepEqual(
    [login?.expected, login?.allowed, login?.blocked, login?.undecided],
    ['blocked', 46 * LEAKING.length, 46 * CAUGHT.length, 4 * VARIANTS],
  );

  const criterion = (rule: string) => report.criteria.find((one) => one.rule.startsWith(rule));
  assert.equal(criterion('bypassed.count')?.observed, attack.bypassed);
  assert.notEqual(criterion('bypassed.count')?.verdict, 'pass');
  assert.equal(criterion('bypassed{attack}.rate')?.observed, LEAKING.length / VARIANTS);
  const due = attack.due + honest.due;
  assert.equal(criterion('unresolved.rate')?.observed, attack.undecided / due);
  assert.equal(criterion('success')?.observed, (attack.blocked + honest.ok) / due);
  assert.notEqual(finished.code, 0);
  // A machine too busy to send in time makes it inconclusive.
  if (report.load?.saturated === false) {
    assert.equal(criterion('bypassed.count')?.verdict, 'fail');
    assert.equal(finished.code, 10);
  }

  const samples = report.load?.failureSamples ?? [];
  const bypasses = samples.filter(({ failure }) => failure === 'bypassed');
  assert.equal(bypasses.length, 3, 'of each class the first of the minute');
  for (const { sent, received } of bypasses) {
    assert.match(sent ?? '', /^GET \/find\?q=/);
    assert.match(received ?? '', /^HTTP\/1\.1 200 [\s\S]*Nothing found/);
  }
  for (const failure of ['status-500', 'status-503', 'timeout', 'false-positive'])
    assert.ok(
      samples.some((sample) => sample.failure === failure),
      failure,
    );

  // All of it again from the stored rows.
  const again = JSON.parse((await soakd(['report', '--format', 'json'], { database })).stdout);
  assert.deepEqual(again.load.outcomes, report.load?.outcomes);
  assert.deepEqual(again.load.failureSamples, samples);
  const text = (await soakd(['report'], { database })).stdout;
  assert.match(text, /of 1,860 answered that should be blocked, 1,209 bypassed \(65 %\)/);
  assert.match(text, /140 unresolved \(an error is neither\)/);
});
