import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { EXIT, SoakdError } from '../../src/error.ts';
import { hasEnded, readIdentity } from '../../src/proc/process.ts';
import { isAlive } from '../../src/proc/signal-process.ts';
import { freePort } from '../fixture/port.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { program, recordedLife, serverSource, startSource } from './recorded-life.ts';

async function failure(promise: Promise<unknown>): Promise<SoakdError> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof SoakdError, String(error));
    return error;
  }
  return assert.fail('it did not fail');
}

test('a program that is not there is an error that says what to do', async (context) => {
  const { life, story } = recordedLife(context, startSource(['no-such-program-anywhere']));
  const error = await failure(life.start());
  assert.equal(error.message, 'target api: cannot start no-such-program-anywhere: no such program');
  assert.match(error.hint ?? '', /PATH/);
  assert.equal(error.exitCode, EXIT.usage);
  assert.deepEqual(story(), []);
});

test('a file that may not be executed is an error that says what to do', async (context) => {
  const file = join(temporaryFolder(context), 'script');
  writeFileSync(file, '#!/bin/sh\n', { mode: 0o644 });
  const error = await failure(recordedLife(context, startSource([file])).life.start());
  assert.match(error.message, /may not be executed/);
  assert.match(error.hint ?? '', /chmod/);
});

test('a working directory that is not there is told apart from a missing program', async (context) => {
  const source = startSource(['sleep', '1'], undefined, { workingDirectory: '/no/such/folder' });
  const error = await failure(recordedLife(context, source).life.start());
  assert.match(error.message, /working directory \/no\/such\/folder does not exist/);
});

test('a program that ends before it is ready fails at once and is quoted', async (context) => {
  const lines = 'for line in 1 2 3 4 5 6 7 8 9 10 11; do echo "line $line"; done; echo boom >&2; exit 3';
  const ready = { kind: 'port', host: '127.0.0.1', port: await freePort(), withinMs: 600_000 } as const;
  const { life, story, logPath } = recordedLife(context, startSource(['sh', '-c', lines], ready), {
    restart: 'always',
  });
  const error = await failure(life.start());
  assert.equal(error.exitCode, EXIT.targetLost);
  assert.match(
    error.message,
    /^target api: exited with code 3 before it was ready\nIt wrote last:\n {2}line 3\n/,
  );
  assert.match(error.message, /\n {2}line 11\n {2}boom$/);
  assert.ok(error.hint?.includes(logPath));
  assert.deepEqual(
    story(),
    ['begin 1', 'end 1: exited with code 3 before it was ready'],
    'and is not started again',
  );
});

test('a program that puts itself in the background is ended, and the error says so', async (context) => {
  const script =
    'setsid sh -c "echo pid \\$\\$; exec sleep 1000" & until grep -q pid $0; do sleep 0.01; done';
  const ready = { kind: 'log', pattern: 'never', withinMs: 600_000 } as const;
  const folder = temporaryFolder(context);
  const logPath = join(folder, 'api.log');
  const { life } = recordedLife(context, startSource(['sh', '-c', script, logPath], ready), {
    logFolder: folder,
  });
  const error = await failure(life.start());
  assert.match(error.message, /exited with code 0 before it was ready/);
  assert.match(error.hint ?? '', /foreground/);
  const pid = Number(/pid (\d+)/.exec(error.message)?.[1]);
  assert.ok(pid > 0);
  assert.ok(hasEnded(readIdentity('/proc', pid)?.state ?? 'X'));
});

test('a server that never gets ready is ended within the time, and its last answer is told', async (context) => {
  const port = await freePort();
  const source = serverSource(port, ['600000']);
  const late = {
    ...source,
    ready: { kind: 'http', url: `http://127.0.0.1:${port}/`, withinMs: 4000 },
  } as const;
  const { life, reports } = recordedLife(context, late);
  const error = await failure(life.start());
  assert.match(
    error.message,
    /was not ready in time: http:\/\/127\.0\.0\.1:\d+\/ answered 503\nIt wrote last:\n {2}listening$/,
  );
  const begun = reports[0];
  assert.ok(begun?.kind === 'begin' && !isAlive('/proc', begun.generation));
});

test('a line of the output makes it ready, also in the middle of much output', async (context) => {
  const source = startSource([process.execPath, program('target-chatter'), '3'], {
    kind: 'log',
    pattern: '^done$',
    withinMs: 30_000,
  });
  const { life, story } = recordedLife(context, source);
  await life.start();
  assert.deepEqual(story(), ['begin 1', 'ready 1']);
});

test('only the output since this start counts', async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'api.log'), 'up\n');
  const source = startSource(['sleep', '1000'], { kind: 'log', pattern: 'up', withinMs: 300 });
  const { life } = recordedLife(context, source, { logFolder: folder });
  const error = await failure(life.start());
  assert.match(error.message, /no line of its output matches \/up\/\nIt wrote nothing\.$/);
});

test('a stranger on the port is named before anything is started', async (context) => {
  const stranger = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
  context.after(() => stranger.close());
  await new Promise((resolve) => stranger.once('listening', resolve));
  const { port } = stranger.address() as AddressInfo;
  const { life, story } = recordedLife(context, serverSource(port));
  const error = await failure(life.start());
  assert.ok(
    error.message.startsWith(`target api: port ${port} is taken by process ${process.pid} (`),
    error.message,
  );
  assert.deepEqual(story(), []);
});

test('a stranger that takes the port while the target starts is found out', async (context) => {
  const port = await freePort();
  const ready = { kind: 'port', host: 'localhost', port, withinMs: 30_000 } as const;
  const { life, next, story } = recordedLife(context, startSource(['sleep', '1000'], ready));
  const starting = failure(life.start());
  await next('begin');
  const stranger = createTcpServer().listen(port, '127.0.0.1');
  context.after(() => stranger.close());
  const error = await starting;
  assert.match(error.message, new RegExp(`port ${port} is taken by process ${process.pid} `));
  assert.match(story()[1] ?? '', /^end 1: port \d+ is taken/);
});

test('a child that listens in place of its parent is no stranger', async (context) => {
  const port = await freePort();
  const ready = { kind: 'http', url: `http://localhost:${port}/`, withinMs: 30_000 } as const;
  const command = ['sh', '-c', '"$0" "$@" & wait', process.execPath, program('target-server'), String(port)];
  const { life, story } = recordedLife(context, startSource(command, ready));
  await life.start();
  assert.deepEqual(story(), ['begin 1', 'ready 1']);
});
