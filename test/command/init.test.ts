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
import { openTerminal } from '../fixture/terminal.ts';

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

test('on a terminal a slip is told, and costs no other answer', async (context) => {
  const folder = emptyFolder(context);
  writeFileSync(join(folder, 'mine.yaml'), 'mine');
  const terminal = await openTerminal(context, { columns: 120, rows: 50, environment: {} });
  terminal.runs(`cd ${folder} && clear && node ${main} init --name shop`);
  const answers = [
    [/Command that starts your service/, 'node "server.js', /a quote \("\) is not closed/],
    [/Command that starts your service/, 'node server.js', null],
    [/Address to send requests to/, 'https://127.0.0.1/', /--url: https is not spoken/],
    [/Address to send requests to/, 'http://127.0.0.1:8080/', null],
    [/Requests per time \[10\/s\]/, '50', /--rate: found "50" .*, expected a rate/],
    [/Requests per time \[10\/s\]/, '50/s', null],
    [/How long to soak \[1h\]/, 'ever', /--duration: found "ever".*, expected/],
    [/How long to soak \[1h\]/, '0s', /--duration: found "0s", expected a duration above zero/],
    [/How long to soak \[1h\]/, '2h', null],
    [/File to write the plan to \[shop.yaml\]/, 'mine.yaml', /mine\.yaml is there already/],
    [/File to write the plan to \[shop.yaml\]/, 'nowhere/shop.yaml', /nowhere is not there/],
    [/File to write the plan to \[shop.yaml\]/, '', null],
  ] as const;
  for (const [question, answer, trouble] of answers) {
    await terminal.shows(new RegExp(`${question.source}[^\n]*: *\\s*$`));
    terminal.runs(answer);
    if (trouble !== null) await terminal.shows(trouble);
  }
  await terminal.shows(/Wrote shop\.yaml/);
  const { plan } = readPlan(join(folder, 'shop.yaml'));
  assert.deepEqual(plan.ending, { kind: 'duration', durationMs: 7_200_000 });
  assert.ok(plan.targets[0]?.source.kind === 'start');
  assert.equal(readFileSync(join(folder, 'mine.yaml'), 'utf8'), 'mine');
});

test('on a terminal there must be something to soak, and what is left early writes nothing', async (context) => {
  const folder = emptyFolder(context);
  const terminal = await openTerminal(context, { columns: 120, rows: 50, environment: {} });
  for (const [key, exitCode] of [
    ['C-d', 2],
    ['C-c', 130],
  ] as const) {
    terminal.runs(`cd ${folder} && clear && node ${main} init; echo "left with $?"`);
    for (const question of [/Command that starts your service/, /Its process id/]) {
      await terminal.shows(new RegExp(`${question.source}[^\n]*: *\\s*$`));
      terminal.runs('');
    }
    await terminal.shows(/Address to send requests to[^\n]*: *\s*$/);
    terminal.runs('');
    await terminal.shows(/init needs --start CMD, --pid N or --url URL\n.*Address to send[^\n]*: *\s*$/);
    terminal.keys(key);
    await terminal.shows(new RegExp(`nothing was written\\s*left with ${exitCode}`));
  }
  assert.deepEqual(readdirSync(folder), []);
});
