/**
 * A small service whose memory does what is known beforehand, started by `soakd selftest` as a process of its own:
 * `node --expose-gc specimen.ts --port N --at-end keep|again|release --blocks N`. GET /work is one operation.
 *
 * Every operation writes the next block of a region of memory, whose pages come into being when they are written. What
 * happens at its end makes the shape: the region is kept and a new one begun (a leak), written again (a cache that has
 * filled; a small one is steady at once), or released for a new one (a sawtooth). Regions lie outside V8's heap, so
 * that the habits of its collector do not blur the shape.
 */
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

const BLOCK_BYTES = 32 * 1024;

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    'at-end': { type: 'string', default: 'again' },
    blocks: { type: 'string', default: '16' },
  },
});
const blocks = Number(values.blocks);
const kept: Buffer[] = [];
let region = newRegion();
let next = 0;

function newRegion(): Buffer {
  return Buffer.allocUnsafeSlow(blocks * BLOCK_BYTES);
}

function work(): void {
  if (next === blocks) {
    next = 0;
    if (values['at-end'] === 'keep') kept.push(region);
    if (values['at-end'] !== 'again') region = newRegion();
    globalThis.gc?.();
  }
  region.fill(1, next * BLOCK_BYTES, (next + 1) * BLOCK_BYTES);
  next += 1;
}

const server = createServer((request, response) => {
  if (request.url === '/health') {
    response.end('ready\n');
  } else if (request.url === '/work') {
    work();
    response.end('done\n');
  } else {
    response.statusCode = 404;
    response.end('not found\n');
  }
});

server.listen(Number(values.port), '127.0.0.1');
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
