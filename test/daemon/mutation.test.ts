import assert from 'node:assert/strict';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { MutationResult } from '../fixture/program/mutation-thread.ts';

const COUNT = 10_000;
/** The slowest takes some 100 ms. What takes this long on a busy machine would not end by itself. */
const HANG_MS = 20_000;

const root = fileURLToPath(new URL('../..', import.meta.url));
const found = (pattern: string) => globSync(pattern, { cwd: root }).map((file) => `${root}/${file}`);

test('10,000 damaged plans and configurations are read, or refused by clear words', async () => {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const configs = found('config/soakd.yaml');
  const plans = [...found('config/**/*.yaml'), ...found('test/accuracy/plans/*.yaml')].filter(
    (file) => !configs.includes(file),
  );
  assert.ok(plans.length > 10 && configs.length === 1);
  const worker = new Worker(new URL('../fixture/program/mutation-thread.ts', import.meta.url), {
    workerData: { plans, configs: Array.from({ length: 6 }, () => configs[0]), count: COUNT, progress },
  });
  const hang = Promise.withResolvers<never>();
  let last = -1;
  const watch = setInterval(() => {
    const seed = Atomics.load(progress, 0);
    if (seed === last) hang.reject(new Error(`seed ${seed} takes more than ${HANG_MS} ms`));
    last = seed;
  }, HANG_MS);
  try {
    const [{ valid, faults }]: [MutationResult] = await Promise.race([
      once(worker, 'message') as Promise<[MutationResult]>,
      hang.promise,
    ]);
    assert.deepEqual(faults, []);
    assert.ok(
      valid > 100 && valid < COUNT / 2,
      `${valid} are valid: the damages are not what they should be`,
    );
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
});
