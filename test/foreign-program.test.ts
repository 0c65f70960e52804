import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { runBounded } from '../src/foreign-program.ts';
import { hasEnded, readIdentity } from '../src/proc/process.ts';

const node = (program: string): string[] => [process.execPath, '-e', program];
const FOREVER = 'setInterval(() => {}, 1000)';

async function outputOf(words: readonly string[], withinMs = 60_000, signal?: AbortSignal) {
  let output = '';
  const outcome = await runBounded({
    words,
    workingDirectory: '/tmp',
    input: 'what it is told',
    environment: { ADDED: 'yes' },
    withinMs,
    onOutput: (chunk) => {
      output += chunk.toString();
    },
    ...(signal === undefined ? {} : { signal }),
  });
  return { ...outcome, output };
}

test('a command has its input, its folder and its environment, and none of what is about soakd alone', async () => {
  process.env['NOTIFY_SOCKET'] = '/run/nobody';
  try {
    const program = `process.stdin.on('data', (text) => console.log(String(text), process.cwd(), process.env.ADDED, process.env.NOTIFY_SOCKET))`;
    const { ok, output, text } = await outputOf(node(program));
    assert.deepEqual(
      [ok, text, output],
      [true, 'exited with code 0', 'what it is told /tmp yes undefined\n'],
    );
  } finally {
    delete process.env['NOTIFY_SOCKET'];
  }
});

test('no shell reads its words', async () => {
  const { output } = await outputOf(['echo', '$HOME; true `id`']);
  assert.equal(output, '$HOME; true `id`\n');
});

test('one that fails says how, and with what words', async () => {
  const { ok, text } = await outputOf(
    node(`console.error('first'); console.error('no pager'); process.exitCode = 3`),
  );
  assert.deepEqual([ok, text], [false, 'exited with code 3: no pager']);
});

test('one that is not there is told so', async () => {
  const { ok, text } = await outputOf(['/nowhere/page']);
  assert.deepEqual([ok, text], [false, 'cannot be started: there is no such program (ENOENT)']);
});

test('one that hangs is killed with all that it has started', async () => {
  const program = `const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(FOREVER)}]);
    console.log(child.pid); ${FOREVER}`;
  const abort = new AbortController();
  let output = '';
  const { ok, text } = await runBounded({
    words: node(program),
    workingDirectory: '/tmp',
    withinMs: 60_000,
    signal: abort.signal,
    onOutput: (chunk) => {
      output += chunk.toString();
      // Once both are there: how long that takes is the machine's business.
      if (output.endsWith('\n')) abort.abort('enough');
    },
  });
  assert.deepEqual([ok, text], [false, 'killed: enough']);
  const child = Number(output);
  assert.ok(child > 0);
  while (isThere(child)) await delay(10);
});

test('the time is over for one that does not end', async () => {
  const { ok, text } = await outputOf(node(FOREVER), 50);
  assert.deepEqual([ok, text], [false, 'killed after 0.05 s']);
});

test('one whose descendant left and holds its output open is done when it ends', async () => {
  const program = `const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(FOREVER)}], { detached: true, stdio: ['ignore', 1, 2] });
    child.unref();
    console.log(child.pid)`;
  const { ok, output } = await outputOf(node(program));
  assert.equal(ok, true);
  const left = Number(output);
  assert.ok(isThere(left), 'it was not waited for');
  process.kill(left, 'SIGKILL');
});

test('what was aborted before it began is killed', async () => {
  const { ok } = await outputOf(node(FOREVER), 60_000, AbortSignal.abort('over'));
  assert.equal(ok, false);
});

function isThere(pid: number): boolean {
  const identity = readIdentity('/proc', pid);
  return identity !== null && !hasEnded(identity.state);
}
