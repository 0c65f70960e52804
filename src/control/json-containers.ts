/** What a JSON text would cost to parse: a bracket of it becomes an object of many bytes, and these are not all needed. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);

/** How many arrays and objects are begun in it; brackets inside of strings are none. */
export function countContainers(json: Uint8Array): number {
  let count = 0;
  let inString = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] ?? 0;
    if (byte === QUOTE) inString = !inString;
    else if (byte === BACKSLASH) at += 1;
    else if (!inString && OPENING.has(byte)) count += 1;
  }
  return count;
}
