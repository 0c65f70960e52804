import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findListener } from '../../src/proc/listener.ts';

const root = fileURLToPath(new URL('../fixture/proc/tree', import.meta.url));

test('of the processes that share a listening socket, the master comes first', () => {
  // 90 is a worker of 100 and inherited its socket.
  assert.deepEqual(findListener(root, 8080), { kind: 'found', pids: [100, 90] });
});

test('a port that is only connected from is not listened on', () => {
  assert.deepEqual(findListener(root, 50000), { kind: 'none' });
});

test('a listener whose owner may not be seen is hidden, not absent', () => {
  const copy = mkdtempSync(join(tmpdir(), 'soakd-proc-'));
  try {
    cpSync(root, copy, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('/fd') });
    assert.equal(findListener(copy, 8080).kind, 'hidden');
  } finally {
    rmSync(copy, { recursive: true });
  }
});

for (const host of ['127.0.0.1', '::1'])
  test(`finds a real listener on ${host}`, async () => {
    const server = createServer().listen(0, host);
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    try {
      assert.deepEqual(findListener('/proc', address.port), { kind: 'found', pids: [process.pid] });
    } finally {
      server.close();
    }
    await once(server, 'close');
    assert.deepEqual(findListener('/proc', address.port), { kind: 'none' });
  });
