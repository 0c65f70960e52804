/** GET /metrics on a TCP port of this machine, for who knows the token; nothing else is there. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { SoakdError } from '../error.ts';

export interface MetricsListenerOptions {
  readonly host: string;
  readonly port: number;
  /** The secret itself. */
  readonly token: string;
  readonly text: () => string;
}

/** One scraper, and some that a tool opens beside it. */
const MOST_CONNECTIONS = 8;
/** A scrape is one small request; whoever needs longer is not one. */
const REQUEST_MS = 5000;
const HEADER_BYTES = 4096;

/** @throws SoakdError when the port cannot be had */
export async function openMetricsListener(options: MetricsListenerOptions): Promise<AsyncDisposable> {
  const { host, port } = options;
  const due = digest(`Bearer ${options.token}`);
  const server = createServer(
    { maxHeaderSize: HEADER_BYTES, requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
    (request, response) => answer(request, response, due, options.text),
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.setTimeout(REQUEST_MS);
  try {
    await once(server.listen(port, host), 'listening');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    const why = code === 'EADDRINUSE' ? 'another process listens there' : code;
    throw new SoakdError(`metrics cannot be served on ${host}:${port}: ${why}`, { cause });
  }
  // A connection that could not be accepted is its client's trouble.
  server.on('error', () => {});
  return {
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

type Answer = readonly [status: number, body: string, headers?: Readonly<Record<string, string>>];

function answer(request: IncomingMessage, response: ServerResponse, due: Buffer, text: () => string): void {
  const [status, body, headers = {}] = answerOf(request, due, text);
  // A body that nobody reads would keep the connection.
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    connection: 'close',
    ...headers,
  });
  response.end(body);
}

function answerOf({ headers, url, method }: IncomingMessage, due: Buffer, text: () => string): Answer {
  if (!timingSafeEqual(digest(sentBytes(headers.authorization ?? '')), due)) {
    return [401, 'expected "Authorization: Bearer TOKEN"\n', { 'www-authenticate': 'Bearer' }];
  }
  if (url !== '/metrics') return [404, 'there is only /metrics\n'];
  if (method !== 'GET') return [405, '/metrics takes GET\n', { allow: 'GET' }];
  try {
    return [200, text(), { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }];
  } catch (error) {
    // As where no descriptor is left to read them: no reason for a soak to end.
    const why = error instanceof Error ? error.message : String(error);
    return [503, `the figures cannot be read now: ${why}\n`];
  }
}

/** Node.js shows the bytes of a header as characters. */
function sentBytes(header: string): Buffer {
  return Buffer.from(header, 'latin1');
}

/** Of equal length, whatever was sent. */
function digest(text: string | Buffer): Buffer {
  return createHash('sha256').update(text).digest();
}
