/** Cookies put into a request that is ready to be sent, and kept from its response. */
import type { CookieJar } from './cookie-jar.ts';
import type { HttpResponse } from './http-response.ts';

/** Behind the request line. */
export function withCookies(request: string | Buffer, cookies: CookieJar): string {
  const text = request.toString();
  const value = cookies.header(pathOf(text), Date.now());
  if (value === '') return text;
  const lineEnd = text.indexOf('\r\n') + 2;
  return `${text.slice(0, lineEnd)}cookie: ${value}\r\n${text.slice(lineEnd)}`;
}

export function keepCookies(response: HttpResponse, request: string | Buffer, cookies: CookieJar): void {
  if (response.setCookies.length === 0) return;
  const path = pathOf(request.toString());
  for (const field of response.setCookies) cookies.set(field, path, Date.now());
}

/** The second word of the request line. */
function pathOf(request: string): string {
  const from = request.indexOf(' ') + 1;
  return request.slice(from, request.indexOf(' ', from));
}
