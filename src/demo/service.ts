/**
 * A small session service, started by `soakd demo` as a process of its own: `node service.ts --port N [--leak]`.
 * GET /session/<user> logs the user in: a new session with a shopping basket, then an answer about it.
 *
 * The bug of the leaky one is real and common: every session is kept in a Map and none is ever removed. The sound
 * twin is the same program with one line more: the oldest session goes when there are more than SESSION_LIMIT.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

const SESSION_LIMIT = 200;
const BASKET_ITEMS = 16;

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
  const basket = Array.from({ length: BASKET_ITEMS }, (_, index) => ({ item: `${user}-item-${index}`, quantity: index }));
  sessions.set(token, { user, startedAt: Date.now(), basket });
  if (!values.leak && sessions.size > SESSION_LIMIT) {
    const oldest = sessions.keys().next().value;
    if (oldest !== undefined) sessions.delete(oldest);
  }
  return token;
}

const server = createServer((request, response) => {
  const path = request.url ?? '/';
  if (path === '/health') {
    response.end('ready\n');
  } else if (path.startsWith('/session/')) {
    const token = logIn(path.slice('/session/'.length));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ token, items: BASKET_ITEMS }));
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
