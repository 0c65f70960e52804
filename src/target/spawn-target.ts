/** Starts the command of a target. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, closeSync, constants, statSync } from 'node:fs';
import { SoakdError } from '../error.ts';
import { foreignEnvironment } from '../foreign-program.ts';
import type { StartSource } from '../plan/target/target-plan.ts';
import { codeOf } from '../proc/failure.ts';
import { readIdentity } from '../proc/process.ts';
import { type Member, sendSignal } from '../proc/signal-process.ts';
import type { TargetLog } from './target-log.ts';

export interface Spawned {
  /** null: another soakd started it. */
  readonly child: ChildProcess | null;
  readonly root: Member;
  /** Where its output begins in the log. */
  readonly logFrom: number;
  /** The log as the process has it. The caller closes it. */
  readonly output: number;
}

/** @throws SoakdError when it cannot be started; then nothing was */
export async function spawnTarget(source: StartSource, log: TargetLog, procRoot: string): Promise<Spawned> {
  checkFolder(source.workingDirectory);
  const output = log.openForTarget();
  try {
    const logFrom = log.position();
    const { child, pid } = await spawnInto(output, source);
    return { child, root: identify(pid, procRoot), logFrom, output };
  } catch (error) {
    closeSync(output);
    throw error;
  }
}

async function spawnInto(
  output: number,
  { command, environment, workingDirectory }: StartSource,
): Promise<{ readonly child: ChildProcess; readonly pid: number }> {
  const [file = '', ...args] = command;
  let child: ChildProcess;
  try {
    // detached: setsid(2), so that the target is a process group of its own and a Ctrl-C is not its business.
    child = spawn(file, args, {
      cwd: workingDirectory,
      env: foreignEnvironment(environment),
      detached: true,
      stdio: ['ignore', output, output],
    });
  } catch (error) {
    throw unstartable(file, error);
  }
  if (child.pid !== undefined) return { child, pid: child.pid };
  const [error] = await once(child, 'error');
  throw unstartable(file, error);
}

/** To be called before the loop turns: until then even a process that ended at once is not collected. */
function identify(pid: number, procRoot: string): Member {
  try {
    const identity = readIdentity(procRoot, pid);
    if (identity !== null) return { pid, startTicks: identity.startTicks };
    throw new SoakdError(`${procRoot} does not show process ${pid}`, {
      hint: 'soakd needs /proc to be mounted.',
    });
  } catch (error) {
    sendSignal(-pid, 'SIGKILL');
    throw error;
  }
}

function checkFolder(path: string): void {
  if (!isFolder(path)) {
    throw new SoakdError(`the working directory ${path} does not exist`, {
      hint: 'Create it, or correct the working directory in the plan.',
    });
  }
}

/** @throws SoakdError when we may not enter it */
function isFolder(path: string): boolean {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return false;
    accessSync(path, constants.X_OK);
    return true;
  } catch (cause) {
    if (codeOf(cause) !== 'EACCES') throw cause;
    throw new SoakdError(`the working directory ${path} may not be entered by soakd's user`, {
      hint: 'Put the plan where that user may go, or name such a folder as the cwd of its command.',
      cause,
    });
  }
}

function unstartable(file: string, error: unknown): SoakdError {
  const code = codeOf(error);
  if (code === 'ENOENT') {
    return new SoakdError(`cannot start ${file}: no such program`, {
      hint: file.includes('/')
        ? 'Check the path, which counts from the working directory, and the interpreter in the first line of a script.'
        : 'Install it, or name it by its path: it is not in a folder of PATH.',
      cause: error,
    });
  }
  if (code === 'EACCES') {
    return new SoakdError(`cannot start ${file}: it may not be executed`, {
      hint: `Make it executable (chmod +x), or start it by its interpreter.`,
      cause: error,
    });
  }
  return new SoakdError(`cannot start ${file}: ${error instanceof Error ? error.message : String(error)}`, {
    hint: 'Try the command in a shell.',
    cause: error,
  });
}
