/** The load process: runs one generator for its owner, and ends when the owner does. */
import { performance } from 'node:perf_hooks';
import { systemClock } from '../clock.ts';
import { takeOwnEnvironment } from '../sibling.ts';
import { Generator } from './generator.ts';
import type { FromLoad, LoadJob, ToLoad } from './message.ts';

/** Ten minutes of seconds. An owner that reads none of them is as good as dead: the gap is better than the growth. */
const MAX_UNREAD = 600;

// What operations start gets none of it.
takeOwnEnvironment();

let generator: Generator | null = null;
let unread = 0;

// Signals to the whole process group are the owner's to judge; it says when to stop.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToLoad) => {
  if (message.kind === 'start') generator ??= begin(message.job);
  else if (message.kind === 'begin') start(message.atMs);
  else generator?.stop(message.drainMs, message.atMs ?? undefined);
});
if (!process.connected) process.exit(0);

function begin(job: LoadJob): Generator {
  const { originMonotonicMs, ...rest } = job;
  // Both count CLOCK_MONOTONIC; performance.now() is the cheaper one to ask.
  const offsetMs = systemClock.monotonicMs() - performance.now() - originMonotonicMs;
  const begun = new Generator({
    ...rest,
    nowMs: () => performance.now() + offsetMs,
    onSecond: (report, nextIndex) => tell({ kind: 'second', report, nextIndex }),
    onDone: () => tell({ kind: 'done' }, () => process.exit(0)),
  });
  begun.prepare().then(
    () => tell({ kind: 'ready' }),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`, () =>
        process.exit(1),
      );
    },
  );
  return begun;
}

function start(atMs: number | null): void {
  generator?.start(atMs ?? undefined, (began) => tell({ kind: 'started', ...began }));
}

function tell(message: FromLoad, onTold: () => void = () => {}): void {
  if (++unread > MAX_UNREAD) process.exit(1);
  process.send?.(message, undefined, undefined, () => {
    unread--;
    onTold();
  });
}
