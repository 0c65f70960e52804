/**
 * A small shop of which there are several builds: `MORE_BYTES=B SLEEP_MS=S SLEEP_SHARE=p node service.ts PORT`. The
 * environment tells the builds apart, so that one plan soaks them all. GET /item/<n> reads an item and its neighbours.
 *
 * MORE_BYTES: what this build keeps beside the items. SLEEP_MS: how long a share of the requests waits for nothing.
 */
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';

const ITEMS = 60_000;
const TAGS = 8;
const NEIGHBOURS = 40;
/** How long a request waits for what a real shop would ask its database. */
const DATABASE_MS = 5;

const { MORE_BYTES = '0', SLEEP_MS = '0', SLEEP_SHARE = '0' } = process.env;
const [port] = process.argv.slice(2);

interface Item {
  readonly id: number;
  readonly name: string;
  readonly tags: readonly string[];
}

const items = Array.from(
  { length: ITEMS },
  (_, id): Item => ({
    id,
    name: `item ${id}`,
    tags: Array.from({ length: TAGS }, (_tag, tag) => `tag-${id}-${tag}`),
  }),
);
/** Filled, for what is never written is never there. */
const kept = Buffer.alloc(Number(MORE_BYTES), 1);

const server = createServer(async (request, response) => {
  const path = request.url ?? '/';
  if (path === '/health') {
    response.end(`ready, ${kept.length} bytes kept\n`);
    return;
  }
  await setTimeout(DATABASE_MS + (Math.random() < Number(SLEEP_SHARE) ? Number(SLEEP_MS) : 0));
  const first = Number(path.slice('/item/'.length)) % ITEMS;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(items.slice(first, first + NEIGHBOURS)));
});

server.listen(Number(port), '127.0.0.1');
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
