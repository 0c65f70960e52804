import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseConfig } from '../../src/daemon/config.ts';
import { writtenConfig } from '../../src/daemon/config-schema.ts';
import { problemText } from '../../src/plan/document/problem.ts';
import { printJson, toJsonSchema } from '../../src/plan/json-schema.ts';
import { DEFAULT_POLICY } from '../../src/retention/policy.ts';

const shipped = fileURLToPath(new URL('../../config/soakd.yaml', import.meta.url));
const tokenFile = '$' + '{file:token}';

function problemsOf(text: string): string[] {
  return parseConfig(text, '/etc/soakd/soakd.yaml').problems.map(problemText);
}

test('an empty configuration stands for all the defaults', () => {
  const { config, problems } = parseConfig('# nothing yet\n', '/etc/soakd/soakd.yaml');
  assert.deepEqual(problems, []);
  assert.deepEqual(config?.plans, { folder: '/etc/soakd/plans', named: false });
  assert.equal(config?.database, null);
  assert.deepEqual(config?.socket, { path: null, mode: null, group: null });
  assert.equal(config?.metrics, null);
});

test('the shipped configuration is valid, and so is every default that it shows as a comment', () => {
  const text = readFileSync(shipped, 'utf8');
  assert.deepEqual(parseConfig(text, shipped).problems, []);
  const told = text
    .split('\n')
    .map((line) => /^# ( *[a-zA-Z]+:( .*)?)$/.exec(line)?.[1])
    .filter((line) => line !== undefined);
  assert.ok(told.length > 8);
  assert.deepEqual(parseConfig(told.join('\n'), shipped).problems.map(problemText), []);
});

test('paths begin at the folder of the configuration', () => {
  const text = `database: data/x.db\nplans: ../plans\nmetrics: { listen: "[::1]:9464", token: "${tokenFile}" }`;
  const { config } = parseConfig(text, '/etc/soakd/soakd.yaml');
  assert.equal(config?.database, '/etc/soakd/data/x.db');
  assert.deepEqual(config?.plans, { folder: '/etc/plans', named: true });
  assert.deepEqual(config?.metrics, { host: '::1', port: 9464, token: '$' + '{file:/etc/soakd/token}' });
});

test('a socket with a group is for the group', () => {
  const { config } = parseConfig('socket: { group: soakd }', '/etc/soakd/soakd.yaml');
  assert.deepEqual(config?.socket, { path: null, mode: 0o660, group: 'soakd' });
});

test('retention is by age, by number and by size, or never', () => {
  const retentionOf = (text: string) => parseConfig(text, '/etc/soakd/soakd.yaml').config?.retention;
  assert.deepEqual(retentionOf(''), DEFAULT_POLICY);
  const written = 'retention: { thinAfter: never, keepFor: 30d, keepNewest: 5, maxSize: 2GiB }';
  assert.deepEqual(retentionOf(written), {
    ...DEFAULT_POLICY,
    thinAfterMs: null,
    keepForMs: 30 * 86_400_000,
    keepNewest: 5,
    maxBytes: 2 * 2 ** 30,
  });
});

test('every problem is told at once, each at its place', () => {
  const text =
    'databse: x\nsocket: { mode: 0660 }\nlog: { level: inf }\nresume: { window: 5 }\nmaxConcurrent: 0\n';
  assert.deepEqual(problemsOf(text), [
    '/etc/soakd/soakd.yaml:1:1: databse: unknown key "databse"; did you mean "database"?',
    '/etc/soakd/soakd.yaml:2:17: socket.mode: found 660, expected a mode in quotes such as "0660"',
    '/etc/soakd/soakd.yaml:3:15: log.level: found "inf", expected one of debug, info, warn, error; did you mean "info"?',
    '/etc/soakd/soakd.yaml:4:19: resume.window: found "5" (a plain number), expected a duration such as 30s or 1h30m; did you mean "5s"?',
    '/etc/soakd/soakd.yaml:5:16: maxConcurrent: found 0, expected a number of soaks, a whole number from 1 to 64',
  ]);
});

test('a socket for everybody, figures for the network and a token in plain sight are refused', () => {
  assert.match(problemsOf('socket: { mode: "0666" }')[0] ?? '', /found "0666", expected nothing for others/);
  const open = `metrics: { listen: "0.0.0.0:9464", token: "${tokenFile}" }`;
  assert.match(problemsOf(open)[0] ?? '', /others can reach/);
  const plain = problemsOf('metrics: { listen: "127.0.0.1:9464", token: swordfish }').join();
  assert.match(plain, /metrics\.token: expected a secret/);
  assert.doesNotMatch(plain, /swordfish/);
});

test('where the plans are is known even of a configuration with problems', () => {
  const { config, plans } = parseConfig('plans: here\nlog: 5\n', '/etc/soakd/soakd.yaml');
  assert.equal(config, null);
  assert.deepEqual(plans, { folder: '/etc/soakd/here', named: true });
});

test('config/soakd.schema.json is what soakd schema config prints', () => {
  const file = new URL('../../config/soakd.schema.json', import.meta.url);
  assert.equal(
    readFileSync(file, 'utf8'),
    `${printJson(toJsonSchema('soakd configuration', writtenConfig))}\n`,
    'out of date: scripts/soakd schema config > config/soakd.schema.json',
  );
});
