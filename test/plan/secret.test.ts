import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SoakdError } from '../../src/error.ts';
import { parsePlan } from '../../src/plan/parse.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { expandSecrets, secretsOf } from '../../src/plan/secret.ts';

const text = `name: x
duration: 5m
target:
  start: { command: [a], environment: { PASSWORD: "\${file:secret.txt}", PLAIN: "a$b" } }
load:
  rate: 1/s
  operations:
    - name: read
      http: { get: "http://127.0.0.1/?key=\${env:KEY}&n=\${seq}", headers: { Authorization: "Bearer \${env:KEY}" } }
    - { name: write, http: { post: "http://127.0.0.1/", json: { key: "\${env:KEY}", n: "\${seq}" } } }
    - { name: login, tcp: { connect: "127.0.0.1:1", send: "AUTH \${env:KEY}\\r\\n" }, expect: { line: OK } }
`;

function planIn(folder: string): Plan {
  return parsePlan(text, { file: join(folder, 'plan.yaml') }).plan;
}

test('secrets are filled in where they stand, encoded for that place, and templates are left', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'soakd-secret-'));
  context.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'secret.txt'), 'from the file\n');
  const plan = planIn(folder);
  const before = JSON.stringify(plan);
  const expanded = expandSecrets(plan, { KEY: 'a"b c' });
  const [target] = expanded.targets;
  assert.deepEqual(target?.source.kind === 'start' && target.source.environment, {
    PASSWORD: 'from the file',
    PLAIN: 'a$b',
  });
  const [read, write, login] = expanded.load?.operations ?? [];
  assert.equal(read?.kind === 'http' && read.url, `http://127.0.0.1/?key=a%22b%20c&n=\${seq}`);
  assert.equal(read?.kind === 'http' && read.headers['Authorization'], 'Bearer a"b c');
  assert.equal(write?.kind === 'http' && write.body, `{"key":"a\\"b c","n":"\${seq}"}`);
  assert.equal(login?.kind === 'tcp' && login.send, 'AUTH a"b c\r\n');
  assert.equal(JSON.stringify(plan), before, 'the plan that is stored must not change');
  assert.ok(!before.includes('from the file'));
});

test('a secret that is missing is named, with its use', () => {
  const plan = planIn('/nonexistent');
  assert.throws(() => expandSecrets(plan, { KEY: 'k' }), {
    message: '/nonexistent/secret.txt cannot be read (ENOENT); environment PASSWORD of target a needs it',
  });
  const withoutFile = { ...plan, targets: [] };
  assert.throws(
    () => expandSecrets(withoutFile, {}),
    /the variable KEY is not set; header Authorization of operation read needs it/,
  );
  assert.throws(() => expandSecrets(withoutFile, { KEY: '' }), /the variable KEY is empty/);
});

test('a secret that would change the meaning of its place is refused without being shown', () => {
  const plan = { ...planIn('/nonexistent'), targets: [] };
  for (const KEY of ['hunter2\r\nX-Evil: 1', `hunter2\${seq}`]) {
    assert.throws(
      () => expandSecrets(plan, { KEY }),
      (error) => error instanceof SoakdError && !error.message.includes('hunter2'),
    );
  }
});

test('all secrets of a plan are told once', () => {
  assert.deepEqual(secretsOf(planIn('/srv')), [
    { kind: 'file', name: '/srv/secret.txt' },
    { kind: 'env', name: 'KEY' },
  ]);
});

test('a secret in an address that nobody fills in is refused: it would be sent as it stands', () => {
  const ready = `name: x\nduration: 5m\ntarget: { start: { command: [a], ready: { http: "http://127.0.0.1/?t=\${env:TOKEN}" } } }\n`;
  const scrape = `name: x\nduration: 5m\ntarget: { pid: 1 }\nsample: { scrape: { url: "http://127.0.0.1/\${env:TOKEN}", series: [a] } }\n`;
  for (const plan of [ready, scrape])
    assert.throws(
      () => parsePlan(plan, { file: 'p.yaml' }),
      /expected a plain address: only those of operations/,
    );
});
