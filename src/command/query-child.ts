/** Runs one query in a process of its own, which is ended when its time is up or this one is told to stop. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { EXIT, type ExitCode, SoakdError } from '../error.ts';
import { siblingModule } from '../sibling.ts';
import type { Query, QueryFailure } from '../store/query-process.ts';

/**
 * Rows go straight to this process's stdout. The deadline counts a reader that pauses, too: for as long as a query
 * runs, the database's write-ahead log cannot be emptied.
 */
export async function runQuery(asked: Query, deadlineMs: number): Promise<ExitCode> {
  const interrupted = new Interruption();
  const child = spawn(
    process.execPath,
    [fileURLToPath(siblingModule('../store/query-process', import.meta.url)), JSON.stringify(asked)],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  );
  interrupted.ends(child);
  let failure: QueryFailure | null = null;
  child.on('message', (message: QueryFailure) => {
    failure = message;
  });
  const overdue = setTimeout(() => {
    failure = {
      message: `the query was ended after ${deadlineMs / 1000} s`,
      hint: 'Narrow it, for example by run_id and minute.',
    };
    child.kill('SIGKILL');
  }, deadlineMs);
  const [code, signal] = await once(child, 'close');
  clearTimeout(overdue);
  interrupted.forget();
  if (interrupted.exitCode !== null) return interrupted.exitCode;
  if (failure !== null) {
    const { message, hint }: QueryFailure = failure;
    throw new SoakdError(message, hint === null ? {} : { hint });
  }
  if (code === 0) return EXIT.pass;
  throw new SoakdError(`the query's process ended with ${signal ?? `code ${code}`}`, {
    exitCode: EXIT.internal,
  });
}

/** A query must not outlive the command: listens from before there is one, so that no signal falls between. */
class Interruption {
  exitCode: ExitCode | null = null;
  #child: ChildProcess | null = null;
  readonly #onInterrupt = (): void => this.#stop(EXIT.interrupted);
  readonly #onTerminate = (): void => this.#stop(EXIT.terminated);

  constructor() {
    process.on('SIGINT', this.#onInterrupt);
    process.on('SIGTERM', this.#onTerminate);
  }

  ends(child: ChildProcess): void {
    this.#child = child;
  }

  forget(): void {
    process.off('SIGINT', this.#onInterrupt);
    process.off('SIGTERM', this.#onTerminate);
  }

  #stop(exitCode: ExitCode): void {
    this.exitCode = exitCode;
    this.#child?.kill('SIGKILL');
  }
}
