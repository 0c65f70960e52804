import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { openMetricsListener } from '../../src/daemon/metrics-listener.ts';
import { SoakdError } from '../../src/error.ts';
import { freePort } from '../fixture/port.ts';

const host = '127.0.0.1';

async function listener(text = () => 'soakd_info 1\n') {
  const port = await freePort();
  const open = await openMetricsListener({ host, port, token: 'swordfish', text });
  return { port, [Symbol.asyncDispose]: () => open[Symbol.asyncDispose]() };
}

function get(port: number, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`http://${host}:${port}${path}`, init);
}

const known = { authorization: 'Bearer swordfish' };

test('GET /metrics answers those who know the token', async () => {
  await using server = await listener();
  const response = await get(server.port, '/metrics', { headers: known });
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  assert.equal(await response.text(), 'soakd_info 1\n');
});

test('without the token nothing is told, not even what is there', async () => {
  await using server = await listener();
  for (const authorization of [
    '',
    'Bearer',
    'Bearer swordfisH',
    'Basic swordfish',
    `Bearer ${'x'.repeat(2000)}`,
  ]) {
    for (const path of ['/metrics', '/runs', '/']) {
      const response = await get(server.port, path, { headers: { authorization } });
      assert.equal(response.status, 401);
      assert.equal(await response.text(), 'expected "Authorization: Bearer TOKEN"\n');
    }
  }
});

test('nothing but GET /metrics is there', async () => {
  await using server = await listener();
  for (const path of ['/', '/status', '/runs', '/metrics/', '//metrics']) {
    assert.equal((await get(server.port, path, { headers: known })).status, 404);
  }
  for (const method of ['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS']) {
    assert.equal((await get(server.port, '/metrics', { method, headers: known })).status, 405);
  }
});

test('what is no request is cut off, and the next one is answered', async () => {
  await using server = await listener();
  for (const garbage of [
    '\0\0\0\r\n\r\n',
    'GET /metrics\r\n\r\n',
    `GET / HTTP/1.1\r\nx: ${'y'.repeat(9000)}\r\n\r\n`,
  ]) {
    const socket = connect(server.port, host);
    socket.end(garbage);
    assert.match(await text(socket), /^(HTTP\/1\.1 4\d\d .*|)$/s);
  }
  assert.equal((await get(server.port, '/metrics', { headers: known })).status, 200);
});

test('a port that is taken is told', async () => {
  await using server = await listener();
  const again = openMetricsListener({ host, port: server.port, token: 'x', text: () => '' });
  await assert.rejects(again, (error) => {
    assert.ok(error instanceof SoakdError);
    assert.match(error.message, /cannot be served on 127\.0\.0\.1:\d+: another process listens there/);
    return true;
  });
});

test('figures that cannot be read are an answer, and no end of soakd', async () => {
  await using server = await listener(() => {
    throw new Error('EMFILE: too many open files');
  });
  for (let time = 0; time < 2; time++) {
    const response = await get(server.port, '/metrics', { headers: known });
    assert.equal(response.status, 503);
    assert.match(await response.text(), /cannot be read now: EMFILE/);
  }
});
