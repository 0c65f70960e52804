/**
 * What the Node programs under test share: `node <program>.ts --port N [--leak]` answers on 127.0.0.1 until SIGTERM.
 * GET /account tells the live bytes by V8's own account, after a full collection where `--expose-gc` allows one.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { port: { type: 'string' }, leak: { type: 'boolean', default: false } },
});

export const leaky = values.leak;

export function serve(
  answer: (path: string, response: ServerResponse, request: IncomingMessage) => void,
): void {
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path === '/health') response.end('ready\n');
    else if (path === '/account') response.end(JSON.stringify(account()));
    else answer(path, response, request);
  });
  server.listen(Number(values.port), '127.0.0.1');
  process.once('SIGTERM', () => {
    server.close();
    server.closeAllConnections();
    setImmediate(() => process.kill(process.pid, 'SIGTERM'));
  });
}

function account(): { heapUsed: number; external: number; arrayBuffers: number } {
  globalThis.gc?.();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return { heapUsed, external, arrayBuffers };
}
