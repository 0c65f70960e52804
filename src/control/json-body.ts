/** Reads the body of a request, within bounds. */
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { countContainers } from './json-containers.ts';
import type { Limits } from './limits.ts';
import { Refused } from './refused.ts';

/** The body of `start` has two. */
const CONTAINERS = 100;

/**
 * An absent body is an empty object, so that `curl -X POST` does for what needs none.
 * @throws Refused when it is too long, or no JSON
 */
export async function readJsonBody(
  request: IncomingMessage,
  { bodyBytes }: Pick<Limits, 'bodyBytes'>,
): Promise<unknown> {
  const { headers } = request;
  if (headers['transfer-encoding'] !== undefined) {
    throw new Refused(
      411,
      'the body comes without its length, found transfer-encoding, expected content-length',
    );
  }
  // More than that was not taken in.
  if (Number(headers['content-length'] ?? 0) > bodyBytes) {
    throw new Refused(413, `the body is longer than ${bodyBytes} bytes`);
  }
  const bytes = await buffer(request).catch(() => {
    throw new Refused(400, 'the client broke off');
  });
  if (bytes.length === 0) return {};
  if (countContainers(bytes) > CONTAINERS) {
    throw new Refused(400, `the body has more than ${CONTAINERS} arrays and objects`);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Refused(400, `the body is no JSON: ${why}`);
  }
}
