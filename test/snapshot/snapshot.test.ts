import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { hasEnded, readIdentity } from '../../src/proc/process.ts';
import { lookAt } from '../../src/snapshot/snapshot.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

const NEVER = new AbortController().signal;
const FOREVER = 'setInterval(() => {}, 1000)';

async function target(context: TestContext) {
  const child = spawn(process.execPath, ['-e', `console.log(1); ${FOREVER}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  context.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const pid = child.pid ?? 0;
  return { child, subject: { pid, startTicks: readIdentity('/proc', pid)?.startTicks ?? 0, tree: true } };
}

function evidence(folder: string, words: readonly string[], pid: number, withinMs = 60_000) {
  return {
    command: { words, workingDirectory: folder, withinMs },
    pid,
    folder: join(folder, 'snapshots'),
    name: '0-api.txt',
    environment: { SOAKD_TARGET: 'api' },
  };
}

test('a target is looked at by a process of its own', async (context) => {
  const { subject } = await target(context);
  const { look, command, why } = await lookAt({ procRoot: '/proc', subject, evidence: null }, NEVER);
  assert.equal(why, null);
  assert.equal(command, null);
  assert.equal(look?.processes[0]?.pid, subject.pid);
});

test("the plan's command is told the process, and what it says is kept beside the run for its user alone", async (context) => {
  const { subject } = await target(context);
  const folder = temporaryFolder(context);
  const words = [
    process.execPath,
    '-e',
    'console.log(process.argv[1], process.env.SOAKD_PID, process.env.SOAKD_TARGET)',
    'of-{pid}',
  ];
  const request = { procRoot: '/proc', subject, evidence: evidence(folder, words, subject.pid) };
  const { look, command } = await lookAt(request, NEVER);
  assert.ok(look !== null && command !== null);
  const file = join(folder, 'snapshots', '0-api.txt');
  assert.deepEqual(
    { ...command, command: command.command.at(-1) },
    {
      command: `of-${subject.pid}`,
      file,
      bytes: statSync(file).size,
      truncated: false,
      outcome: 'exited with code 0',
    },
  );
  assert.equal(readFileSync(file, 'utf8'), `of-${subject.pid} ${subject.pid} api\n`);
  assert.equal(statSync(file).mode & 0o077, 0);
  assert.equal(statSync(join(folder, 'snapshots')).mode & 0o077, 0);
});

test('of a command that says too much the first ten MiB are kept, and no more than so much of a run', async (context) => {
  const { subject } = await target(context);
  const folder = temporaryFolder(context);
  const words = [process.execPath, '-e', `process.stdout.write('x'.repeat(11 * 2 ** 20))`];
  const request = { procRoot: '/proc', subject, evidence: evidence(folder, words, subject.pid) };
  const { command } = await lookAt(request, NEVER);
  assert.deepEqual([command?.bytes, command?.truncated], [10 * 2 ** 20, true]);
  assert.equal(statSync(command?.file ?? '').size, 10 * 2 ** 20);
  mkdirSync(join(folder, 'snapshots'), { recursive: true });
  const other = join(folder, 'snapshots', 'other');
  writeFileSync(other, '');
  truncateSync(other, 100 * 2 ** 20);
  const full = await lookAt(request, NEVER);
  assert.deepEqual(
    [full.command?.file, full.command?.outcome],
    [null, 'not run: 100 MiB of its output are kept already'],
  );
  assert.ok(full.look !== null, 'the picture is taken');
});

test('a command that hangs is killed, and the picture stands', async (context) => {
  const { subject } = await target(context);
  const folder = temporaryFolder(context);
  const words = [process.execPath, '-e', FOREVER];
  const request = { procRoot: '/proc', subject, evidence: evidence(folder, words, subject.pid, 300) };
  const { look, command } = await lookAt(request, NEVER);
  assert.ok(look !== null);
  assert.equal(command?.outcome, 'killed after 0.3 s');
});

test('what a run that ends gives up is ended with all it has started', async (context) => {
  const { subject } = await target(context);
  const folder = temporaryFolder(context);
  const pidFile = join(folder, 'pid');
  const words = [
    process.execPath,
    '-e',
    `require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); ${FOREVER}`,
  ];
  const over = new AbortController();
  const looking = lookAt(
    { procRoot: '/proc', subject, evidence: evidence(folder, words, subject.pid) },
    over.signal,
  );
  const pid = await pidIn(pidFile);
  over.abort();
  const { look, why } = await looking;
  assert.ok(look !== null, 'it had been taken');
  assert.equal(why, 'the run has ended');
  while (isThere(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
});

test('a target that is gone is told as that', async (context) => {
  const { child, subject } = await target(context);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { look, why } = await lookAt({ procRoot: '/proc', subject, evidence: null }, NEVER);
  assert.deepEqual([look, why], [null, 'the process is gone']);
});

async function pidIn(file: string): Promise<number> {
  for (;;) {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > 0) return Number(readFileSync(file, 'utf8'));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function isThere(pid: number): boolean {
  const identity = readIdentity('/proc', pid);
  return identity !== null && !hasEnded(identity.state);
}
