/**
 * Uses up a core, or memory, until its time is over or whoever started it is gone: their end of its stdin is closed then,
 * by the kernel if need be. Says `on` when it does.
 *
 *   node pressure-process.ts cpu <ms>
 *   node pressure-process.ts memory <ms> <bytes>
 */
import { writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

const CHUNK_BYTES = 16 * 2 ** 20;
const PAGE_BYTES = 4096;
/** The end of stdin is seen between two slices. */
const SLICE_MS = 20;
/** What is not used for long may be swapped out. */
const TOUCH_EVERY_MS = 1000;
/** proc_pid_oom_score_adj(5): where memory is short this one goes first. Raising it needs no privilege. */
const FIRST_TO_GO = '1000';

const [kind = '', forMs = '', bytes = ''] = process.argv.slice(2);
const endsAtMs = performance.now() + Number(forMs);

function leave(): never {
  process.exit(0);
}

process.stdin.on('end', leave).on('error', leave).resume();
setTimeout(leave, Number(forMs));

async function useCore(): Promise<void> {
  process.stdout.write('on\n');
  while (performance.now() < endsAtMs) {
    for (const untilMs = performance.now() + SLICE_MS; performance.now() < untilMs; );
    await setImmediate();
  }
  leave();
}

async function useMemory(totalBytes: number): Promise<void> {
  writeFileSync('/proc/self/oom_score_adj', FIRST_TO_GO);
  const chunks: Buffer[] = [];
  for (let left = totalBytes; left > 0; left -= CHUNK_BYTES) {
    // Other than zero: written to, so that the pages are there.
    chunks.push(Buffer.alloc(Math.min(left, CHUNK_BYTES), 1));
    await setImmediate();
  }
  process.stdout.write('on\n');
  setInterval(() => {
    for (const chunk of chunks) for (let at = 0; at < chunk.length; at += PAGE_BYTES) chunk[at] = 1;
  }, TOUCH_EVERY_MS);
}

await (kind === 'cpu' ? useCore() : useMemory(Number(bytes)));
