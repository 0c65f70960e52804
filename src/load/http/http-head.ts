/** The head of an HTTP/1.x response (RFC 9112, sections 4 to 6), read from its whole text. */

export interface HttpHead {
  readonly status: number;
  /** How the body ends, for a response that may have one. */
  readonly framing: Framing;
  /** Whether the server means to keep the connection, and its framing can be trusted to. */
  readonly persistent: boolean;
  /** Values of its Set-Cookie fields. */
  readonly setCookies: readonly string[];
}

export type Framing =
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'close' };

const NO_COOKIES: readonly string[] = [];
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: .*)?$/;

/** `text` is latin1, from the status line to the empty line, lines ended by CRLF or LF. null: malformed. */
export function parseHttpHead(text: string): HttpHead | null {
  if (text.includes('\0')) return null;
  const statusEnd = text.indexOf('\n');
  const [, minor, status] = STATUS_LINE.exec(text.slice(0, lineEnd(text, 0, statusEnd))) ?? [];
  if (minor === undefined || status === undefined) return null;
  let contentLength: number | null = null;
  let transferEncoding = '';
  let connection = '';
  let framingLineBefore = false;
  let setCookies: string[] | null = null;
  for (let start = statusEnd + 1; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    if (newline === -1) return null;
    const end = lineEnd(text, start, newline);
    if (end === start) break;
    const carriageReturn = text.indexOf('\r', start);
    if (carriageReturn !== -1 && carriageReturn < end) return null;
    if (isBlank(text, start)) {
      // An obsolete folded line (section 5.2). It may continue anything but what decides where the body ends.
      if (start === statusEnd + 1 || framingLineBefore) return null;
      start = newline + 1;
      continue;
    }
    const colon = text.indexOf(':', start);
    if (colon <= start || colon >= end || isBlank(text, colon - 1)) return null;
    framingLineBefore = false;
    // Names are told by their length first: most headers are none of these three.
    const nameLength = colon - start;
    if (nameLength === 14 && isNamed(text, start, 'content-length')) {
      const length = parseContentLength(text.slice(colon + 1, end));
      if (length === null || (contentLength !== null && contentLength !== length)) return null;
      contentLength = length;
      framingLineBefore = true;
    } else if (nameLength === 17 && isNamed(text, start, 'transfer-encoding')) {
      transferEncoding += `,${text.slice(colon + 1, end).toLowerCase()}`;
      framingLineBefore = true;
    } else if (nameLength === 10 && isNamed(text, start, 'connection')) {
      connection += `,${text.slice(colon + 1, end).toLowerCase()}`;
      framingLineBefore = true;
    } else if (nameLength === 10 && isNamed(text, start, 'set-cookie')) {
      setCookies ??= [];
      setCookies.push(text.slice(colon + 1, end));
    }
    start = newline + 1;
  }
  const options = connection === '' ? [] : connection.split(',').map((option) => option.trim());
  const keepsAlive = minor === '1' ? !options.includes('close') : options.includes('keep-alive');
  // Both lengths at once, or chunks from HTTP/1.0, are signs of confusion: read on, but trust no next answer (6.1, 6.3).
  const confused = transferEncoding !== '' && (contentLength !== null || minor === '0');
  const framing = framingOf(contentLength, transferEncoding);
  return {
    status: Number(status),
    framing,
    persistent: keepsAlive && !confused,
    setCookies: setCookies ?? NO_COOKIES,
  };
}

function framingOf(contentLength: number | null, transferEncoding: string): Framing {
  if (transferEncoding !== '') {
    const codings = transferEncoding.split(',').map((coding) => coding.trim());
    return codings.at(-1) === 'chunked' ? { kind: 'chunked' } : { kind: 'close' };
  }
  return contentLength === null ? { kind: 'close' } : { kind: 'length', bytes: contentLength };
}

/** Digits, or the same digits repeated in a list (RFC 9110, section 8.6). */
function parseContentLength(value: string): number | null {
  const single = value.trim();
  if (/^\d{1,15}$/.test(single)) return Number(single);
  const lengths = single.split(',').map((part) => part.trim());
  const [first] = lengths;
  const same = first !== undefined && /^\d{1,15}$/.test(first) && lengths.every((length) => length === first);
  return same ? Number(first) : null;
}

function lineEnd(text: string, start: number, newline: number): number {
  if (newline === -1) return text.length;
  return newline > start && text.charCodeAt(newline - 1) === 0x0d ? newline - 1 : newline;
}

function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 0x20 || code === 0x09;
}

function isNamed(text: string, start: number, name: string): boolean {
  return text.slice(start, start + name.length).toLowerCase() === name;
}
