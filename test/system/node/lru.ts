/**
 * An LRU cache of bounded size which takes about half an hour to fill. The leaky one also keeps an index from
 * owner to keys, and eviction forgets the index.
 */
import { leaky, serve } from './service.ts';

/** At 20 requests a second with new keys: full after 28 minutes. */
const ENTRIES = 33_600;

const cache = new Map<string, { owner: string; body: string }>();
const index = new Map<string, string[]>();
let sequence = 0;

function put(key: string, owner: string): void {
  cache.delete(key);
  cache.set(key, { owner, body: `${key}:${owner}:`.padEnd(900, String(sequence % 10)) });
  if (leaky) index.set(owner, [key, `${key}/thumbnail`, `${key}/preview`]);
  if (cache.size <= ENTRIES) return;
  const oldest = cache.keys().next().value;
  if (oldest !== undefined) cache.delete(oldest);
}

serve((path, response) => {
  sequence += 1;
  put(`${path}?n=${sequence}`, `owner-${sequence}`);
  response.end(`${cache.size}\n`);
});
