/**
 * A small shop, started by `soakd demo` as a process of its own: `node service.ts --port N [--leak]`.
 * GET /visit/<user> is one visit: log in, fill a basket, log out.
 *
 * The bug of the leaky one is real and common: sessions are kept in a Map, and logging out does not remove them. The
 * sound twin is the same program with that one line more.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

const BASKET_ITEMS = 32;

interface Session {
  readonly user: string;
  readonly startedAt: number;
  readonly basket: readonly { readonly item: string; readonly quantity: number }[];
}

const { values } = parseArgs({
  options: { port: { type: 'string' }, leak: { type: 'boolean', default: false } },
});

const sessions = new Map<string, Session>();

function logIn(user: string): string {
  const token = randomBytes(16).toString('hex');
  const basket = Array.from({ length: BASKET_ITEMS }, (_, index) => ({
    item: `${user}-item-${index}`,
    quantity: index,
  }));
  sessions.set(token, { user, startedAt: Date.now(), basket });
  return token;
}

function logOut(token: string): void {
  if (!values.leak) sessions.delete(token);
}

const server = createServer((request, response) => {
  const path = request.url ?? '/';
  if (path === '/health') {
    response.end('ready\n');
  } else if (path.startsWith('/visit/')) {
    const token = logIn(path.slice('/visit/'.length));
    const items = sessions.get(token)?.basket.length;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ token, items }));
    logOut(token);
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
