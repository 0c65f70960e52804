/** One try to reach a target. null: it answers; otherwise what went wrong, for the user to read. */
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { connect } from 'node:net';

/** Ready is any 2xx or 3xx. A connection of its own, closed after the heading. */
export function tryHttp(url: string, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    const get = url.startsWith('https:') ? getHttps : getHttp;
    const request = get(url, { agent: false, signal }, (response) => {
      const status = response.statusCode ?? 0;
      resolve(status >= 200 && status < 400 ? null : `${url} answered ${status}`);
      response.destroy();
    });
    request.on('error', (error) => resolve(`${url}: ${trouble(error, signal)}`));
  });
}

export function tryPort(host: string, port: number, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal });
    socket.on('connect', () => {
      resolve(null);
      socket.destroy();
    });
    socket.on('error', (error) => resolve(`${host}:${port}: ${trouble(error, signal)}`));
  });
}

function trouble(error: Error, signal: AbortSignal): string {
  if (signal.aborted) return 'no answer in time';
  // With several addresses to a name the message is empty and the code tells.
  return error.message !== '' ? error.message : 'code' in error ? String(error.code) : error.name;
}
