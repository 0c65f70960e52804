/** Has a target looked at, by a process of its own that ends after it. */
import { fork } from 'node:child_process';
import { siblingEnvironment, siblingModule } from '../sibling.ts';
import type { CommandEvidence } from './picture.ts';
import type { Look, SnapshotAnswer, SnapshotRequest } from './snapshot-message.ts';

export interface Looked {
  /** null: the target is gone, or it could not be looked at; `why`. */
  readonly look: Look | null;
  readonly command: CommandEvidence | null;
  readonly why: string | null;
}

/** The parts have half a second each; the rest is for a busy machine to start a process. */
const WITHIN_MS = 20_000;
const NODE_FLAGS = ['--max-old-space-size=128', '--max-semi-space-size=4'];

/** Never rejects. `signal`: aborted, it is given up. */
export function lookAt(request: SnapshotRequest, signal: AbortSignal): Promise<Looked> {
  const { promise, resolve } = Promise.withResolvers<Looked>();
  let look: Look | null = null;
  let command: CommandEvidence | null = null;
  let why: string | null = null;
  const child = fork(siblingModule('./snapshot-process', import.meta.url), [], {
    execArgv: NODE_FLAGS,
    env: siblingEnvironment(),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const withinMs = WITHIN_MS + (request.evidence?.command.withinMs ?? 0);
  const settle = (): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    resolve({ look, command, why });
  };
  const giveUp = (reason: string): void => {
    why ??= reason;
    // Without the channel it kills what it has started, and ends; what hangs in the kernel is left behind.
    if (child.connected) child.disconnect();
    child.unref();
    settle();
  };
  const timer = setTimeout(() => giveUp(`no answer within ${withinMs / 1000} s`), withinMs);
  const onAbort = (): void => giveUp('the run has ended');
  child.on('message', (answer: SnapshotAnswer) => {
    if (answer.kind === 'failed') why = answer.message;
    else if (answer.kind === 'command') command = answer.command;
    else {
      look = answer.picture;
      if (look === null) why = 'the process is gone';
    }
  });
  child.on('error', (error) => {
    why ??= error.message;
    settle();
  });
  child.on('close', (code, killed) => {
    if (look === null) why ??= `the process that looks at it ended (${killed ?? `exit code ${code}`})`;
    settle();
  });
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  else child.send(request, () => {});
  return promise;
}
