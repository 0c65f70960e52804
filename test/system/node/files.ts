/** Reads a file per request. The leaky one forgets to close it after one request in 200: a slow leak of descriptors. */
import { open } from 'node:fs/promises';
import { leaky, serve } from './service.ts';

const file = new URL(import.meta.url);
let sequence = 0;
/** Handles that nobody refers to are closed by the garbage collector, so the bug must keep them. */
const forgotten: unknown[] = [];

serve(async (_path, response) => {
  sequence += 1;
  const forget = leaky && sequence % 200 === 0;
  const handle = await open(file, 'r');
  const { bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0);
  if (forget) forgotten.push(handle);
  else await handle.close();
  response.end(`${bytesRead}\n`);
});
