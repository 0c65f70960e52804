// What systemd makes of the messages is for test/systemd/, where a real one listens.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openNotifier } from '../../src/daemon/notify.ts';
import { SoakdError } from '../../src/error.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

const run = promisify(execFile);
const program = fileURLToPath(new URL('notify-program.ts', import.meta.url));

function listener(environment: NodeJS.ProcessEnv, options: { program?: string } = {}) {
  const troubles: string[] = [];
  const notifier = openNotifier(environment, {
    monotonicMs: () => performance.now(),
    onTrouble: (message) => troubles.push(message),
    ...options,
  });
  return { notifier, troubles };
}

test('without systemd nobody is told anything', () => {
  assert.equal(listener({}).notifier, null);
});

test('what systemd handed over is not left to the targets', () => {
  const environment = { NOTIFY_SOCKET: '/nowhere', WATCHDOG_USEC: '60000000', HOME: '/root' };
  assert.equal(listener(environment).notifier?.watchdogMs, 60_000);
  assert.deepEqual(environment, { HOME: '/root' });
});

test('a watchdog meant for another process, or none, is not fed', () => {
  const others = { NOTIFY_SOCKET: '/nowhere', WATCHDOG_USEC: '60000000', WATCHDOG_PID: '1' };
  assert.equal(listener(others).notifier?.watchdogMs, null);
  assert.equal(listener({ NOTIFY_SOCKET: '/nowhere' }).notifier?.watchdogMs, null);
});

test('a start that systemd cannot be told of fails, with the reason', async (context) => {
  const deaf = { NOTIFY_SOCKET: join(temporaryFolder(context), 'nobody-listens') };
  await assert.rejects(listener({ ...deaf }).notifier?.ready() ?? Promise.resolve(), (error) => {
    assert.ok(error instanceof SoakdError);
    assert.match(error.message, /^systemd cannot be told that soakd is ready: .*No such file/);
    return true;
  });
  const absent = listener({ ...deaf }, { program: '/nowhere/systemd-notify' });
  await assert.rejects(
    absent.notifier?.ready() ?? Promise.resolve(),
    /ready: spawn \/nowhere\/systemd-notify ENOENT/,
  );
});

test('a message that does not get through later is told each time, a status only when it has changed', async (context) => {
  const { notifier, troubles } = listener({
    NOTIFY_SOCKET: join(temporaryFolder(context), 'nobody-listens'),
  });
  notifier?.alive();
  notifier?.status('one soak\nruns');
  notifier?.status('one soak runs');
  notifier?.stopping();
  await notifier?.close();
  assert.deepEqual(
    troubles.map((trouble) => trouble.split(': ')[0]),
    [
      'systemd was not told WATCHDOG=1',
      'systemd was not told STATUS=one soak runs',
      'systemd was not told STOPPING=1',
    ],
  );
});

test('systemd-notify is started even when there are no descriptors left', async (context) => {
  const { stdout } = await run('sh', ['-c', 'ulimit -n 64; exec "$0" "$1"', process.execPath, program], {
    env: { ...process.env, NOTIFY_SOCKET: join(temporaryFolder(context), 'nobody-listens') },
  });
  const [exhausted, ...told] = stdout.trim().split('\n');
  assert.equal(exhausted, 'EMFILE');
  assert.equal(told.length, 2);
  // The program's own complaint: it ran.
  for (const line of told) assert.match(line, /^systemd was not told WATCHDOG=1: .*No such file/);
});
