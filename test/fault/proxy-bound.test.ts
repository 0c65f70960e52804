import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { connect } from 'node:net';
import { test } from 'node:test';
import { client, ending, proxied, roundTrip } from './proxied.ts';

const PATIENCE_MS = 60_000;

test('where the limit of descriptors is the bound, proxies say so once, and go on with those they have', async (context) => {
  // Of this process, which is the test's own, and inherited by the proxies: 48 connections of two each, and 64 to spare.
  execFileSync('prlimit', ['--pid', String(process.pid), '--nofile=160:160']);
  const wan = await proxied(context);
  const sockets = [];
  for (let number = 0; number < 48; number += 1) {
    const socket = await client(context, wan);
    await roundTrip(socket, 'x');
    sockets.push(socket);
  }
  for (let more = 0; more < 3; more += 1)
    assert.equal((await ending(connect({ port: wan.port, host: '127.0.0.1' }))).error, 'ECONNRESET');
  assert.deepEqual(wan.troubles, [
    '48 connections are all that the proxies can have with 160 descriptors: others are turned away',
  ]);
  await roundTrip(sockets[0] ?? assert.fail(), 'y');
  sockets[1]?.destroy();
  const another = (): Promise<boolean> =>
    client(context, wan)
      .then((socket) => roundTrip(socket, 'z'))
      .then(() => true)
      .catch(() => false);
  let served = false;
  const endsMs = performance.now() + PATIENCE_MS;
  while (!served && performance.now() < endsMs) served = await another();
  assert.ok(served, 'there is room again');
});
