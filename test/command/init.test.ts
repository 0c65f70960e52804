import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parsePlan, readPlan } from '../../src/plan/parse.ts';
import { shortfalls } from '../../src/plan/shortfall.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

function emptyFolder(context: TestContext): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'soakd-init-')));
  context.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function init(cwd: string, ...args: readonly string[]) {
  return spawnSync(process.execPath, [main, 'init', ...args], { encoding: 'utf8', cwd, stdio: 'pipe' });
}

test('init writes a plan that starts the command and drives the address', (context) => {
  const folder = emptyFolder(context);
  const address = 'http://127.0.0.1:8080/';
  const { status, stderr } = init(
    folder,
    '--start',
    'node "my server.js"',
    '--url',
    address,
    '--rate',
    '50/s',
  );
  assert.equal(status, 0, stderr);
  const { plan } = readPlan(join(folder, 'my-server.yaml'));
  const [target] = plan.targets;
  assert.ok(target?.source.kind === 'start');
  assert.deepEqual(target.source.command, ['node', 'my server.js']);
  assert.equal(target.source.workingDirectory, folder);
  assert.deepEqual(target.source.ready, { kind: 'http', url: address, withinMs: 30_000 });
  assert.deepEqual(plan.load?.model, {
    kind: 'open',
    stages: [{ durationMs: null, fromPerSecond: 50, toPerSecond: 50 }],
  });
});

test('a plan in another folder still starts the command here', (context) => {
  const folder = emptyFolder(context);
  mkdirSync(join(folder, 'soak'));
  assert.equal(init(folder, '--start', './serve', '-o', 'soak/plan.yaml').status, 0);
  const [target] = readPlan(join(folder, 'soak', 'plan.yaml')).plan.targets;
  assert.equal(target?.source.kind === 'start' && target.source.workingDirectory, folder);
});

test('without a command it watches the process, or whatever listens at the address', (context) => {
  const folder = emptyFolder(context);
  const byPid = parsePlan(init(folder, '--pid', '42', '-o', '-').stdout, { file: 'plan.yaml' }).plan;
  assert.deepEqual(byPid.targets[0]?.source, { kind: 'pid', pid: 42 });
  assert.equal(byPid.load, null);
  const byUrl = parsePlan(init(folder, '--url', 'http://127.0.0.1:8080/', '-o', '-').stdout, {
    file: 'plan.yaml',
  }).plan;
  assert.deepEqual(byUrl.targets[0]?.source, { kind: 'port', port: 8080 });
  assert.deepEqual(readdirSync(folder), []);
});

test('however short the soak, its plan can pass', (context) => {
  const folder = emptyFolder(context);
  for (const [duration, slope] of [
    ['3m', 'fds.slope < 40/h'],
    ['1h', 'fds.slope < 2/h'],
    ['8h', 'fds.slope < 0.5/h'],
  ] as const) {
    const written = init(folder, '--pid', '42', '--duration', duration, '-o', '-').stdout;
    const { plan } = parsePlan(written, { file: 'plan.yaml' });
    assert.deepEqual(shortfalls(plan), []);
    assert.ok(
      plan.criteria.some(({ rule }) => rule.text === slope),
      written,
    );
  }
});

test('a file that is there is replaced only with --force', (context) => {
  const folder = emptyFolder(context);
  writeFileSync(join(folder, 'plan.yaml'), 'mine');
  const refused = init(folder, '--pid', '42', '-o', 'plan.yaml');
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /plan\.yaml is there already/);
  assert.equal(readFileSync(join(folder, 'plan.yaml'), 'utf8'), 'mine');
  assert.equal(init(folder, '--pid', '42', '-o', 'plan.yaml', '--force').status, 0);
  assert.match(readFileSync(join(folder, 'plan.yaml'), 'utf8'), /pid: 42/);
});

test('a wrong answer names its option, and nothing is written', (context) => {
  const folder = emptyFolder(context);
  const wrong = [
    [['--pid', '42', '--rate', '10'], /--rate: found "10"/],
    [['--pid', '42', '--duration', '5'], /--duration: found "5"/],
    [['--pid', 'x'], /--pid: found "x"/],
    [['--start', 'a | b'], /--start: "\|" would need a shell/],
    [['--url', 'https://127.0.0.1/'], /--url: https is not spoken/],
    [['--url', 'http://me:hunter2@h/'], /--url: expected an address such as/],
    [[], /init needs to know what to soak/],
  ] as const;
  for (const [args, message] of wrong) {
    const { status, stderr } = init(folder, ...args);
    assert.equal(status, 2, stderr);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /hunter2/);
  }
  assert.deepEqual(readdirSync(folder), []);
});
