/**
 * Native Buffers of many sizes come and go in the main thread and in two worker threads: the heap of glibc, with its
 * arenas. The leaky one keeps a few bytes of each 20th Buffer, and with them the whole.
 */
import { randomInt } from 'node:crypto';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

/** A Buffer of 10 KiB or more has memory of its own; smaller ones share a pool. */
function churn(): Buffer[] {
  return Array.from({ length: 12 }, () => Buffer.alloc(randomInt(512, 96 * 1024), 1));
}

if (isMainThread) {
  const { leaky, serve } = await import('./service.ts');
  const workers = [new Worker(new URL(import.meta.url)), new Worker(new URL(import.meta.url))];
  for (const worker of workers) worker.unref();
  const recent: Buffer[][] = [];
  const kept: Buffer[] = [];
  let sequence = 0;
  serve((_path, response) => {
    sequence += 1;
    recent.push(churn());
    if (recent.length > 50) recent.shift();
    workers[sequence % workers.length]?.postMessage(sequence);
    if (leaky && sequence % 20 === 0) kept.push(Buffer.alloc(10 * 1024, sequence % 256).subarray(0, 16));
    response.end(`${recent.length}\n`);
  });
} else {
  const recent: Buffer[][] = [];
  parentPort?.on('message', () => {
    recent.push(churn());
    if (recent.length > 30) recent.shift();
  });
}
