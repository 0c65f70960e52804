/** Programs that the load starts: no shell, a process group of their own, ended at the latest with the load. */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { SoakdError } from '../../error.ts';
import { foreignEnvironment } from '../../foreign-program.ts';
import type { ProgramPlan } from '../../plan/operation/process-operation-plan.ts';
import { failed, type Outcome } from '../operation.ts';
import { guardedEnvironment } from './guardian.ts';

/** For the class of an exchange whose program could not be started. */
export const NOT_STARTED: Outcome = failed('not-started');

/** What goes in and comes out: `'pipe'`, or nothing. */
export interface ProgramStreams {
  readonly input: 'pipe' | 'ignore';
  readonly output: 'pipe' | 'ignore';
}

/** Its stderr is thrown away. That it cannot be started is an 'error' of the child, or thrown. */
export function startProgram(
  words: readonly string[],
  { environment, workingDirectory }: ProgramPlan,
  { input, output }: ProgramStreams,
): ChildProcess {
  const [file = '', ...args] = words;
  return spawn(file, args, {
    cwd: workingDirectory,
    env: foreignEnvironment({ ...environment, ...guardedEnvironment() }),
    detached: true,
    stdio: [input, output, 'ignore'],
  });
}

/** @throws SoakdError where it could not be started now; a program whose name is a template is not looked for */
export function checkProgram(
  operation: string,
  { command, workingDirectory, environment }: ProgramPlan,
): void {
  if (statSync(workingDirectory, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new SoakdError(
      `operation "${operation}": its working directory ${workingDirectory} does not exist`,
      {
        hint: 'Create it, or correct cwd in the plan.',
      },
    );
  const [file = ''] = command;
  if (file.includes('${') || candidates(file, workingDirectory, environment).some(isExecutable)) return;
  throw new SoakdError(`operation "${operation}": there is no program ${file} that may be run`, {
    hint: file.includes('/')
      ? 'Check the path, which counts from the working directory, and that it is executable.'
      : 'Install it, or name it by its path: it is not in a folder of PATH.',
  });
}

/** As execvp(3) looks for it. */
function candidates(
  file: string,
  workingDirectory: string,
  environment: Readonly<Record<string, string>>,
): string[] {
  if (file.includes('/')) return [resolve(workingDirectory, file)];
  const path = environment['PATH'] ?? process.env['PATH'] ?? '/usr/bin:/bin';
  return path.split(delimiter).map((folder) => resolve(workingDirectory, folder, file));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
