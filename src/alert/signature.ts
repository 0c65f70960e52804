/**
 * Signs what is sent, as Standard Webhooks do (standardwebhooks.com): HMAC-SHA256 over id, time and body. Whoever has the
 * secret can tell that it is from here, is whole, and is not an old one sent again.
 */
import { createHmac } from 'node:crypto';

/** A secret with this in front is base64, as libraries for that standard hand them out; any other is taken as it is. */
const BASE64 = 'whsec_';

export function signatureOf(secret: string, id: string, timestampS: number, body: string): string {
  const key = secret.startsWith(BASE64) ? Buffer.from(secret.slice(BASE64.length), 'base64') : secret;
  const mac = createHmac('sha256', key).update(`${id}.${timestampS}.${body}`).digest('base64');
  return `v1,${mac}`;
}
