/** What the server writes to a client. Every connection has one answer, and is closed after it. */
import { type ServerResponse, STATUS_CODES } from 'node:http';
import { SoakdError } from '../error.ts';
import { codeOf } from '../proc/failure.ts';
import { Refused, type RefusedDocument, type RefusedStatus } from './refused.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

export function send(
  response: ServerResponse,
  status: number,
  document: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = textOf(document);
  response.writeHead(status, {
    ...headers,
    'content-type': JSON_TYPE,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(body);
}

export function sendRefusal(response: ServerResponse, refused: Refused): void {
  if (!response.headersSent) send(response, refused.status, documentOf(refused), refused.headers);
}

/** `explained`: the status of an error that is no refusal of the server's own, but says what is wrong. */
export function refusalOf(error: unknown, explained: RefusedStatus): Refused {
  if (error instanceof Refused) return error;
  if (!(error instanceof SoakdError)) {
    return new Refused(500, 'soakd had an internal error', { hint: 'Its log tells which.' });
  }
  return new Refused(explained, error.message, error.hint === null ? {} : { hint: error.hint });
}

/** The whole answer to what could not even be read as a request. */
export function rawRefusal(refused: Refused): string {
  const body = textOf(documentOf(refused));
  const head = [
    `HTTP/1.1 ${refused.status} ${STATUS_CODES[refused.status]}`,
    `content-type: ${JSON_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/** By the codes of Node.js's parser, llhttp. */
export function unreadable(error: Error): Refused {
  const code = codeOf(error);
  if (code === 'HPE_HEADER_OVERFLOW') return new Refused(431, 'the header is too long');
  return new Refused(400, `this is no request of HTTP/1.1 (${code})`);
}

function documentOf({ message, hint }: Refused): RefusedDocument {
  return { error: message, hint };
}

function textOf(document: unknown): string {
  return `${JSON.stringify(document)}\n`;
}
