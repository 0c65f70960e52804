import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { test } from 'node:test';
import { scrape } from '../../src/sample/scrape.ts';
import { freePort } from '../fixture/port.ts';

async function scrapeFrom(listener: RequestListener, limits?: { deadlineMs: number; limitBytes: number }) {
  const server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  try {
    const [reading] = await scrape(`http://127.0.0.1:${address.port}/metrics?token=secret`, ['heap'], limits);
    return reading;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('reads a series from a real page', async () => {
  const reading = await scrapeFrom((_, response) => response.end('heap 42\n'));
  assert.deepEqual(reading, { series: 'heap', value: 42, unavailable: null });
});

test('a server that never ends its answer is left at the deadline', async () => {
  const reading = await scrapeFrom((_, response) => response.write('heap 42\n'), {
    deadlineMs: 50,
    limitBytes: 1000,
  });
  assert.equal(reading?.value, null);
  assert.match(reading?.unavailable ?? '', /within 50 ms/);
});

test('an answer without end is cut off', async () => {
  const reading = await scrapeFrom((_, response) => response.end('heap 42\n'.repeat(1000)), {
    deadlineMs: 10_000,
    limitBytes: 1000,
  });
  assert.match(reading?.unavailable ?? '', /longer than 1000 bytes/);
});

test('what went wrong is the reason, without the address', async () => {
  const failed = await scrapeFrom((_, response) => {
    response.statusCode = 503;
    response.end('heap 42\n');
  });
  assert.match(failed?.unavailable ?? '', /status 503/);
  const broken = await scrapeFrom((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('heap 42\n', () => response.destroy());
  });
  assert.equal(broken?.value, null);
  const [refused] = await scrape(`http://127.0.0.1:${await freePort()}/?token=secret`, ['heap']);
  assert.match(refused?.unavailable ?? '', /ECONNREFUSED/);
  assert.doesNotMatch(refused?.unavailable ?? '', /secret/);
});
