/**
 * The cookies of one user at one server (RFC 6265), bounded whatever the server sets. Domain and Secure are not looked
 * at: there is one host, and a service behind a TLS proxy sets them while the load speaks to it without the proxy.
 */

/** As many as RFC 6265, section 6.1, asks of a user agent for a domain; the oldest gives way. */
export const COOKIES_KEPT = 50;
/** Of name and value together, from the same section. */
export const COOKIE_LIMIT_BYTES = 4096;

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  /** Infinity: to the end of the user. */
  readonly untilMs: number;
}

export class CookieJar {
  /** By path and name, the oldest first. */
  readonly #cookies = new Map<string, Cookie>();

  /** Takes the value of one Set-Cookie field, that came in answer to a request for `path`. */
  set(field: string, path: string, nowMs: number): void {
    const [pair = '', ...attributes] = field.split(';');
    const [name, value] = parted(pair);
    if (
      name === '' ||
      name.length + value.length > COOKIE_LIMIT_BYTES ||
      !/^[\x21-\x7e\x80-\xff]*$/.test(name + value.replaceAll(' ', ''))
    )
      return;
    let cookiePath = defaultPath(path);
    let expiresMs = Number.POSITIVE_INFINITY;
    let maxAgeMs: number | null = null;
    for (const attribute of attributes) {
      const [key, text] = parted(attribute);
      const word = key.toLowerCase();
      if (word === 'path' && text.length <= COOKIE_LIMIT_BYTES)
        cookiePath = text.startsWith('/') ? text : defaultPath(path);
      else if (word === 'max-age' && /^-?\d+$/.test(text)) maxAgeMs = Number(text) * 1000;
      else if (word === 'expires' && Number.isFinite(Date.parse(text))) expiresMs = Date.parse(text);
    }
    const untilMs = maxAgeMs === null ? expiresMs : nowMs + maxAgeMs;
    const key = `${cookiePath} ${name}`;
    this.#cookies.delete(key);
    if (untilMs <= nowMs) return;
    this.#cookies.set(key, { name, value, path: cookiePath, untilMs });
    if (this.#cookies.size > COOKIES_KEPT) this.#cookies.delete(this.#cookies.keys().next().value ?? '');
  }

  /** The value of a Cookie field for a request for `path`, the longest paths first; "" without any. */
  header(path: string, nowMs: number): string {
    if (this.#cookies.size === 0) return '';
    const fitting: Cookie[] = [];
    for (const [key, cookie] of this.#cookies) {
      if (cookie.untilMs <= nowMs) this.#cookies.delete(key);
      else if (covers(cookie.path, path)) fitting.push(cookie);
    }
    fitting.sort((a, b) => b.path.length - a.path.length);
    return fitting.map(({ name, value }) => `${name}=${value}`).join('; ');
  }
}

/** Section 5.2: at the first equals sign, without blanks around. */
function parted(text: string): [name: string, value: string] {
  const at = text.indexOf('=');
  if (at === -1) return [text.trim(), ''];
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** Section 5.1.4: up to the last slash. */
function defaultPath(requested: string): string {
  const path = pathOf(requested);
  const last = path.lastIndexOf('/');
  return last <= 0 ? '/' : path.slice(0, last);
}

function covers(path: string, requested: string): boolean {
  const asked = pathOf(requested);
  if (!asked.startsWith(path)) return false;
  return asked.length === path.length || path.endsWith('/') || asked[path.length] === '/';
}

function pathOf(requested: string): string {
  const query = requested.indexOf('?');
  return query === -1 ? requested : requested.slice(0, query);
}
