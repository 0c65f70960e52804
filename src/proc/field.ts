/** Numbers in the "key: value" texts of /proc (status, io, smaps_rollup), read from bytes without making strings. */

const TAB = 0x09;
const SPACE = 0x20;
const ZERO = 0x30;
const NINE = 0x39;

/**
 * The whole number after the first `key` within the first `length` bytes, or null when the key is not there. A key
 * that ends like another (read_bytes, cancelled_write_bytes) is given with the line break before it.
 */
export function numberAfter(bytes: Buffer, length: number, key: Buffer): number | null {
  const found = bytes.indexOf(key);
  let at = found + key.length;
  if (found < 0 || at > length) return null;
  while (at < length && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
  const start = at;
  let value = 0;
  for (; at < length; at++) {
    const byte = bytes[at];
    if (byte === undefined || byte < ZERO || byte > NINE) break;
    value = value * 10 + (byte - ZERO);
  }
  return at === start ? null : value;
}
