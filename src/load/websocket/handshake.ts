/** The opening handshake of a WebSocket connection, from the client's side (RFC 6455, sections 1.3 and 4.1). */
import { createHash, randomBytes } from 'node:crypto';
import { parseHttpHead } from '../http/http-head.ts';

/** A server that opens a WebSocket has little to say; most heads are under 300 bytes. */
export const HANDSHAKE_LIMIT_BYTES = 16 * 1024;

/** From section 1.3: no server that does not know WebSocket comes upon it. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** 16 random bytes, as the header wants them. */
export function handshakeKey(): string {
  return randomBytes(16).toString('base64');
}

/** What proves that the server has read the key as a WebSocket server. */
export function acceptOf(key: string): string {
  return createHash('sha1')
    .update(key + GUID)
    .digest('base64');
}

export interface HandshakeRequest {
  readonly authority: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Those offered, in order of preference. */
  readonly protocols: readonly string[];
}

export function handshakeText(
  { authority, path, headers, protocols }: HandshakeRequest,
  key: string,
): string {
  let text = `GET ${path} HTTP/1.1\r\nhost: ${authority}\r\nupgrade: websocket\r\nconnection: Upgrade\r\n`;
  text += `sec-websocket-key: ${key}\r\nsec-websocket-version: 13\r\n`;
  if (protocols.length > 0) text += `sec-websocket-protocol: ${protocols.join(', ')}\r\n`;
  for (const [name, value] of Object.entries(headers)) text += `${name}: ${value}\r\n`;
  return `${text}\r\n`;
}

/** Reads the server's answer, in any cuts. */
export class HandshakeAnswer {
  readonly #key: string;
  readonly #protocols: readonly string[];
  #text = '';

  constructor(key: string, protocols: readonly string[]) {
    this.#key = key;
    this.#protocols = protocols;
  }

  /**
   * Reads the first `length` bytes. A number: it is accepted, and frames begin there. A word: why it failed
   * (`handshake`, `status-503`). null: more is to come.
   */
  push(bytes: Buffer, length: number): number | string | null {
    const before = this.#text.length;
    this.#text += bytes.toString('latin1', 0, length);
    const end = this.#text.indexOf('\r\n\r\n', Math.max(0, before - 3));
    if (end === -1 || end + 4 > HANDSHAKE_LIMIT_BYTES)
      return this.#text.length > HANDSHAKE_LIMIT_BYTES ? 'handshake' : null;
    const failure = this.#judge(this.#text.slice(0, end + 4));
    this.#text = '';
    return failure ?? end + 4 - before;
  }

  #judge(text: string): string | null {
    const head = parseHttpHead(text);
    if (head === null) return 'handshake';
    if (head.status !== 101) return `status-${head.status}`;
    const fields = fieldsOf(text);
    const [protocol = null, ...more] = fields('sec-websocket-protocol');
    const upgrades =
      tokens(fields('upgrade')).includes('websocket') && tokens(fields('connection')).includes('upgrade');
    const accepts = fields('sec-websocket-accept');
    const proven = accepts.length === 1 && accepts[0] === acceptOf(this.#key);
    // Neither may the server choose what was not offered (section 4.1), and no extension is.
    const agreed = protocol === null ? true : more.length === 0 && this.#protocols.includes(protocol);
    const plain = tokens(fields('sec-websocket-extensions')).length === 0;
    return upgrades && proven && agreed && plain ? null : 'handshake';
  }
}

/** The values of the header fields of a well-formed head, by lower-case name. */
function fieldsOf(text: string): (name: string) => string[] {
  const lines = text.split('\r\n').slice(1);
  return (name) =>
    lines
      .filter(
        (line) => line.length > name.length && line.slice(0, name.length + 1).toLowerCase() === `${name}:`,
      )
      .map((line) => line.slice(name.length + 1).trim());
}

function tokens(values: readonly string[]): string[] {
  return values
    .flatMap((value) => value.split(',').map((token) => token.trim().toLowerCase()))
    .filter(Boolean);
}
