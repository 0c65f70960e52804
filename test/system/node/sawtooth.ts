/**
 * Collects records into a batch and drops the batch when it is full, every few minutes: the heap is a large sawtooth.
 * The leaky one registers a callback per request with the batch exporter, which forgets none.
 */
import { leaky, serve } from './service.ts';

/** At 20 requests a second a batch lasts four minutes. */
const BATCH_RECORDS = 4800;

let batch: { path: string; values: number[]; note: string }[] = [];
const callbacks: (() => string)[] = [];
let sequence = 0;

serve((path, response) => {
  sequence += 1;
  batch.push({
    path: `${path}#${sequence}`,
    values: Array.from({ length: 700 }, (_, index) => index * 1.1 + sequence),
    note: `record ${sequence}`.padEnd(200, '.'),
  });
  if (batch.length >= BATCH_RECORDS) batch = [];
  if (leaky) {
    const details = {
      path: `${path}#${sequence}`,
      samples: Array.from({ length: 24 }, (_, index) => index + sequence / 7),
    };
    callbacks.push(() => `${details.path} ${details.samples.length}`);
  }
  response.end(`${batch.length}\n`);
});
