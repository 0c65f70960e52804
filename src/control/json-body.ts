/** Reads the body of a request, within bounds. */
import type { IncomingMessage } from 'node:http';
import type { Limits } from './limits.ts';
import { Refused } from './refused.ts';

/**
 * An absent body is an empty object, so that `curl -X POST` does for what needs none.
 * @throws Refused when it is too long, or no JSON
 */
export async function readJsonBody(
  request: IncomingMessage,
  { bodyBytes }: Pick<Limits, 'bodyBytes'>,
): Promise<unknown> {
  const bytes = await readBytes(request, bodyBytes);
  if (bytes.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Refused(400, `the body is no JSON: ${why}`);
  }
}

async function readBytes(request: IncomingMessage, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // The connection is still needed for the answer.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      length += chunk.length;
      if (length > most) break;
      chunks.push(chunk);
    }
  } catch {
    throw new Refused(400, 'the body ended before its length');
  }
  if (length > most) throw new Refused(413, `the body is longer than ${most} bytes`);
  return Buffer.concat(chunks);
}
