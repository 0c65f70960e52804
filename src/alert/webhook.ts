/** One POST of a notification. */
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { ARRIVED, type Attempt, failed, refused } from './attempt.ts';
import { connectionErrorText } from './connection-error.ts';
import { signatureOf } from './signature.ts';

export interface Post {
  /** Secrets filled in. */
  readonly url: string;
  readonly secret: string | null;
  /** The same at each attempt, so that its receiver takes it once. */
  readonly delivery: string;
  readonly body: string;
  readonly wallMs: number;
  /** Aborted: it is given up at once. */
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
}

/** From the lookup of the name to the last byte of the answer: a receiver that hangs keeps the next one waiting. */
const TIMEOUT_MS = 10_000;
/** Of an answer nothing is wanted but its status. */
const MOST_ANSWER_BYTES = 65_536;

/** Busy, or not there yet; any other 4xx stays what it is. */
const AGAIN_STATUSES = [408, 425, 429];

/** Never rejects, and never shows the address, whose path may be a secret. */
export async function postWebhook(post: Post): Promise<Attempt> {
  const { url, secret, delivery, body, wallMs, signal, timeoutMs = TIMEOUT_MS } = post;
  const timestampS = Math.floor(wallMs / 1000);
  const { promise, resolve } = Promise.withResolvers<Attempt>();
  const deadline = AbortSignal.timeout(timeoutMs);
  const request = (url.startsWith('https:') ? requestHttps : requestHttp)(url, {
    method: 'POST',
    // Nothing is kept open between notifications, which are rare.
    agent: false,
    signal: AbortSignal.any([signal, deadline]),
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'soakd',
      'idempotency-key': delivery,
      'webhook-id': delivery,
      'webhook-timestamp': timestampS,
      ...(secret === null ? {} : { 'webhook-signature': signatureOf(secret, delivery, timestampS, body) }),
    },
  });
  request.on('response', (response) => {
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_ANSWER_BYTES) response.destroy();
    });
    response.on('error', () => {});
    // By its status it has taken it or not; what follows changes nothing.
    response.on('close', () => resolve(attemptOf(response.statusCode ?? 0, response.headers['retry-after'])));
  });
  request.on('error', (error: NodeJS.ErrnoException) => {
    if (signal.aborted) resolve(failed('it was given up: soakd ends'));
    else if (deadline.aborted) resolve(failed(`no answer within ${timeoutMs / 1000} s`));
    else resolve(failed(connectionErrorText(error)));
  });
  request.end(body);
  return promise;
}

function attemptOf(status: number, retryAfter: string | undefined): Attempt {
  if (status >= 200 && status < 300) return ARRIVED;
  const why = `answered ${status}`;
  if (status >= 300 && status < 400) return refused(`${why}: a webhook is not redirected`);
  if (status < 500 && !AGAIN_STATUSES.includes(status)) return refused(why);
  const seconds = Number(retryAfter);
  return failed(why, Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null);
}
