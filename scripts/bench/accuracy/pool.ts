/** Tasks on several threads, their results in the tasks' order. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export async function runAll<Task, Result>(
  program: URL,
  tasks: readonly Task[],
  threads: number,
  done: (count: number) => void,
): Promise<Result[]> {
  const results = new Map<number, Result>();
  const waiting = tasks.entries();
  const work = async (): Promise<void> => {
    const worker = new Worker(program);
    try {
      // The iterator is shared: each thread takes the next task that nobody has.
      for (const [index, task] of waiting) {
        worker.postMessage(task);
        const [result] = (await once(worker, 'message')) as [Result];
        results.set(index, result);
        done(results.size);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  return tasks.map((_, index) => results.get(index) as Result);
}
