/**
 * A service behind a filter that leaks on purpose: it knows one attack, decodes percent-encoding once more, takes line
 * continuations out and sees through any blanks, but not through the case of letters, comments or any other encoding.
 * Two kinds of requests fail: some are answered with 500 or 503, others never.
 *
 * Usage: filter.ts PORT. GET /find?q=…, with x-entry (a number) and x-kind; GET /truth tells what it did, by x-kind.
 */
import { createServer } from 'node:http';

const SIGNATURE = 'UNION ALL SELECT password';

interface Truth {
  blocked: number;
  passed: number;
  broken: number;
  hung: number;
}

const truth: Record<string, Truth> = {};

createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (url.pathname === '/truth') return void response.end(JSON.stringify(truth));
  if (url.pathname !== '/find') return void response.end('up');
  const entry = Number(request.headers['x-entry'] ?? 0);
  const kind = String(request.headers['x-kind'] ?? 'unknown');
  truth[kind] ??= { blocked: 0, passed: 0, broken: 0, hung: 0 };
  const counts = truth[kind];
  if (entry % 50 === 11) {
    counts.hung++;
    return;
  }
  if (entry % 20 === 7) {
    // Not even where it calls its failure a refusal.
    counts.broken++;
    response.statusCode = counts.broken % 2 === 0 ? 500 : 503;
    return void response.end('Request refused');
  }
  if (isKnown(url.searchParams.get('q') ?? '')) {
    counts.blocked++;
    // A page with a status of its own, or a polite one.
    response.statusCode = counts.blocked % 2 === 0 ? 403 : 200;
    return void response.end('Request refused');
  }
  counts.passed++;
  response.end('Nothing found');
}).listen(Number(process.argv[2]), '127.0.0.1');

function isKnown(query: string): boolean {
  const seen = decodedOnce(query).replaceAll('\\\n', '').replace(/\s+/g, ' ');
  return seen.includes(SIGNATURE);
}

function decodedOnce(query: string): string {
  try {
    return decodeURIComponent(query);
  } catch {
    return query;
  }
}
