import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { LIMITS } from '../../src/control/limits.ts';
import { SoakdError } from '../../src/error.ts';
import { alreadyPaused, controlSocket } from './controlled-runs.ts';

/** One request, made as programs make them. */
async function ask(
  socketPath: string,
  method: string,
  path: string,
  body: string | Buffer | null = null,
): Promise<{
  status: number;
  document: { error?: string; hint?: string | null };
  headers: NodeJS.Dict<string | string[]>;
}> {
  const answer = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    const asked = request({ socketPath, method, path, agent: false }, resolve);
    asked.once('error', reject);
    asked.end(body ?? undefined);
  });
  const said = await text(answer);
  return { status: answer.statusCode ?? 0, document: JSON.parse(said), headers: answer.headers };
}

/** Bytes as they are; resolves with all that comes back until the connection is closed. */
async function sendRaw(socketPath: string, bytes: string | Buffer): Promise<string> {
  const socket = connect(socketPath);
  socket.on('error', () => {});
  socket.write(bytes);
  let said = '';
  socket.on('data', (chunk: Buffer) => {
    said += chunk.toString('latin1');
  });
  await new Promise((resolve) => socket.once('close', resolve));
  return said;
}

test('every request of the protocol reaches what is controlled, by whatever name the run is called', async (context) => {
  const { client, controlled } = await controlSocket(context);
  assert.deepEqual(
    (await client.overview()).runs.map(({ run }) => run),
    ['k7m2q9xd', 'abcdwxyz'],
  );
  assert.deepEqual(await client.pause('k7m2q9xd'), { run: 'k7m2q9xd' });
  assert.deepEqual(await client.resume('latest'), { run: 'k7m2q9xd' });
  assert.deepEqual(await client.note('hourly', 'began the\nbackup'), { run: 'abcdwxyz' });
  assert.deepEqual(await client.stop('abc', 'enough'), { run: 'abcdwxyz', verdict: 'pass' });
  const begun = await client.start({
    file: '/a/plan.yaml',
    text: 'name: é',
    overrides: ['load.rate=1/s'],
    durationMs: 5,
  });
  assert.deepEqual(begun, { run: 'newnewnew', name: 'fresh' });
  assert.deepEqual(controlled.asked, [
    'pause k7m2q9xd',
    'resume k7m2q9xd',
    'note abcdwxyz: began the backup',
    'stop abcdwxyz: enough',
    'start /a/plan.yaml 7 load.rate=1/s 5',
  ]);
});

test('a run that is not there is answered with those that are', async (context) => {
  const { client, controlled, socket } = await controlSocket(context);
  await assert.rejects(client.pause('nightly-api'), (error) => {
    assert.ok(error instanceof SoakdError);
    assert.equal(error.message, 'no running run is called "nightly-api"');
    assert.match(error.hint ?? '', /k7m2q9xd \(nightly\), abcdwxyz \(hourly\)/);
    return error.exitCode === 2;
  });
  assert.equal((await ask(socket, 'POST', '/runs/nightly-api/pause')).status, 404);
  controlled.runs = [];
  await assert.rejects(client.pause('latest'), /no run is under way/);
});

test('what makes no sense is a conflict in the words of the soak; a plan that is not valid cannot be processed', async (context) => {
  const { controlled, socket, troubles } = await controlSocket(context);
  controlled.trouble = alreadyPaused;
  const conflict = await ask(socket, 'POST', '/runs/latest/pause');
  assert.deepEqual(
    [conflict.status, conflict.document],
    [409, { error: 'the run is paused already', hint: 'soakd resume goes on.' }],
  );
  controlled.trouble = new SoakdError('2 problems in plan.yaml');
  const start = JSON.stringify({ file: '/plan.yaml', text: '', overrides: [], durationMs: null });
  assert.equal((await ask(socket, 'POST', '/runs', start)).status, 422);
  assert.deepEqual(troubles, []);
});

test('an error of ours is told to the log, not to the client', async (context) => {
  const { controlled, socket, troubles } = await controlSocket(context);
  controlled.trouble = new TypeError('secret inside');
  const { status, document } = await ask(socket, 'POST', '/runs/latest/pause');
  assert.deepEqual(
    [status, document],
    [500, { error: 'soakd had an internal error', hint: 'Its log tells which.' }],
  );
  assert.match(troubles.join(), /secret inside/);
});

test('a body of the wrong shape is answered with all its problems, and nothing is done', async (context) => {
  const { controlled, socket } = await controlSocket(context);
  const start = await ask(
    socket,
    'POST',
    '/runs',
    '{"file": "plan.yaml", "overrides": ["a", 1], "duration": 3}',
  );
  assert.equal(start.status, 400);
  for (const part of ['file: expected an absolute path', 'text: ', 'overrides.1: ', '"duration"'])
    assert.ok(start.document.error?.includes(part), `${part} is missing in ${start.document.error}`);
  const wrong: readonly [string, string | Buffer | null, RegExp][] = [
    ['notes', '{"text": " \\n "}', /text: expected some text/],
    ['notes', null, /text: /],
    ['notes', '{"text": 5}', /text: /],
    ['notes', JSON.stringify({ text: 'x'.repeat(1001) }), /at most 1000/],
    ['notes', '{"text": ', /no JSON/],
    ['notes', Buffer.from([0x22, 0xff, 0x22]), /no JSON/],
    ['notes', '[]', /not as expected/],
    ['pause', '{"for": "5m"}', /"for"/],
    ['stop', '{"reason": ""}', /reason: /],
  ];
  for (const [action, body, expected] of wrong) {
    const { status, document } = await ask(socket, 'POST', `/runs/latest/${action}`, body);
    assert.equal(status, 400, String(body));
    assert.match(document.error ?? '', expected);
  }
  assert.deepEqual(controlled.asked, []);
});

test('a long list of wrong values is one short answer', async (context) => {
  const { socket } = await controlSocket(context);
  const overrides = Array.from({ length: 20_000 }, () => 1);
  const many = await ask(socket, 'POST', '/runs', JSON.stringify({ file: '/p', text: '', overrides }));
  assert.equal(many.status, 400);
  assert.ok((many.document.error ?? '').length < 3000);
  const keys = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`key-${index}`, 1]));
  const unknown = await ask(socket, 'POST', '/runs/latest/pause', JSON.stringify(keys));
  assert.equal(unknown.status, 400);
  assert.ok((unknown.document.error ?? '').length < 3000);
});

test('unknown paths, wrong methods and broken names are told apart', async (context) => {
  const { socket } = await controlSocket(context);
  const wrong: readonly [string, string, number, RegExp][] = [
    ['GET', '/', 404, /there is no \//],
    ['GET', '/status/', 404, /\/status\//],
    ['POST', '/runs/latest/kill', 404, /kill/],
    ['POST', '/runs/latest/constructor', 404, /constructor/],
    ['POST', '/runs//pause', 404, /pause/],
    ['POST', '/runs/latest/pause/now', 404, /now/],
    ['POST', '/status', 405, /takes GET, found POST/],
    ['GET', '/runs/latest/pause', 405, /takes POST, found GET/],
    ['DELETE', '/runs', 405, /takes POST, found DELETE/],
    ['POST', '/runs/%zz/pause', 400, /%zz/],
    ['POST', `/runs/${'x'.repeat(3000)}/pause`, 404, /no running run/],
  ];
  for (const [method, path, expected, message] of wrong) {
    const { status, document } = await ask(socket, method, path);
    assert.equal(status, expected, `${method} ${path}`);
    assert.match(document.error ?? '', message);
  }
  assert.equal((await ask(socket, 'POST', '/status')).headers['allow'], 'GET');
  assert.equal((await ask(socket, 'GET', '/status?verbose=1')).status, 200);
});

test('what is too long is refused before it is kept', async (context) => {
  const { socket, controlled } = await controlSocket(context);
  const body = await ask(socket, 'POST', '/runs', Buffer.alloc(LIMITS.bodyBytes + 1, 0x20));
  assert.deepEqual(
    [body.status, body.document.error],
    [413, `the body is longer than ${LIMITS.bodyBytes} bytes`],
  );
  const header = await sendRaw(
    socket,
    `GET /status HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(LIMITS.headerBytes)}\r\n\r\n`,
  );
  assert.match(header, /^HTTP\/1\.1 431 /);
  assert.match(header, /the header is longer than 8192 bytes/);
  assert.deepEqual(controlled.asked, []);
});

test('a connection has one answer: what follows on it is not done', async (context) => {
  const { socket, controlled } = await controlSocket(context);
  const pause = 'POST /runs/latest/pause HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n';
  const said = await sendRaw(socket, `${pause}${pause}${pause}`);
  assert.match(said, /^HTTP\/1\.1 200 OK/);
  assert.deepEqual(controlled.asked, ['pause k7m2q9xd']);
});

test('garbage is answered with an error and the connection closed', async (context) => {
  const { socket, troubles } = await controlSocket(context);
  for (const bytes of [
    '\0\0\0\0\r\n\r\n',
    'GET /status HTTP/9.9\r\n\r\n',
    'hello\n',
    'GET /status HTTP/1.1\r\n\r\n',
  ])
    assert.match(await sendRaw(socket, bytes), /^HTTP\/1\.1 400 /, JSON.stringify(bytes));
  const connectMethod = await sendRaw(socket, 'CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n');
  assert.equal(connectMethod, '');
  assert.deepEqual(troubles, []);
});

test('a request that does not come to its end is answered with 408, and one that never begins is cut', async (context) => {
  const { socket } = await controlSocket(context, { requestMs: 100 });
  assert.match(await sendRaw(socket, 'GET /status HTTP/1.1\r\nhost: a\r\n'), /^HTTP\/1\.1 408 /);
  const begun = 'POST /runs HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{';
  assert.doesNotMatch(await sendRaw(socket, begun), /^HTTP\/1\.1 200 /);
  await sendRaw(socket, '');
});

test('clients that stall go for one that speaks, and one that is served does not', async (context) => {
  const { client, controlled, server, socket } = await controlSocket(context, {
    connections: 4,
    burst: 8,
    graceMs: 10,
    actions: 2,
    streams: 1,
  });
  const release = Promise.withResolvers<void>();
  controlled.stopping = release.promise;
  const stopping = client.stop('nightly', 'enough');
  while (controlled.asked.length === 0) await client.overview();
  const stalled = Array.from({ length: 20 }, () => sendRaw(socket, 'GET /sta'));
  assert.equal((await client.overview()).version, 1);
  assert.ok(server.clients().open <= 8, `${server.clients().open} are open`);
  while (server.clients().evicted < 16) await client.overview();
  release.resolve();
  assert.deepEqual(await stopping, { run: 'k7m2q9xd', verdict: 'pass' });
  await server.close();
  await Promise.all(stalled);
});

test('clients that come all at once are all answered, also when they are more than may stay', async (context) => {
  const { client, controlled, server } = await controlSocket(context, { connections: 4, graceMs: 60_000 });
  const asked = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      index % 2 === 0 ? client.overview() : client.note('nightly', 'all at once'),
    ),
  );
  assert.equal(asked.length, 40);
  assert.equal(controlled.asked.length, 20);
  assert.equal(server.clients().evicted, 0);
});

test('so many requests are done at once; one more is told to come again', async (context) => {
  const { client, controlled } = await controlSocket(context, { actions: 1 });
  const release = Promise.withResolvers<void>();
  controlled.stopping = release.promise;
  const stopping = client.stop('nightly', 'enough');
  while (controlled.asked.length === 0) await client.overview();
  await assert.rejects(client.pause('hourly'), /1 requests are being done already/);
  release.resolve();
  await stopping;
  await client.pause('hourly');
});

test('a client of what takes too long is told so, and it goes on', async (context) => {
  const { client, controlled } = await controlSocket(context, { actionMs: 50 });
  const release = Promise.withResolvers<void>();
  controlled.stopping = release.promise;
  await assert.rejects(client.stop('nightly', 'enough'), /after 0.05 s the stop is still under way/);
  release.resolve();
});

test('a server that closes still answers what is being done, and removes its socket', async (context) => {
  const { client, controlled, server, socket } = await controlSocket(context);
  const release = Promise.withResolvers<void>();
  controlled.stopping = release.promise;
  const stopping = client.stop('nightly', 'enough');
  while (controlled.asked.length === 0) await client.overview();
  assert.ok(statSync(socket).isSocket());
  const closing = server.close();
  release.resolve();
  assert.deepEqual(await stopping, { run: 'k7m2q9xd', verdict: 'pass' });
  await closing;
  assert.ok(!existsSync(socket));
  assert.equal(controlled.listeners, 0);
});
