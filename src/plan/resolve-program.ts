/** Operations done by programs, as written → with their defaults and absolute paths. */
import { resolve as resolvePath } from 'node:path';
import type { WrittenExec } from './exec-schema.ts';
import type { WrittenOperation } from './operation-schema.ts';
import type { OperationBase } from './plan.ts';
import type { ExecOperationPlan, ProgramPlan } from './process-operation-plan.ts';
import { absoluteSecrets } from './secret.ts';

type Expect = WrittenOperation['expect'];

export function resolveExec(
  written: WrittenExec,
  expect: Expect,
  folder: string,
): Omit<ExecOperationPlan, keyof OperationBase> {
  const { exit = 0, contains = null, matches = null } = expect ?? {};
  return {
    kind: 'exec',
    program: resolveProgram(written, folder),
    input: written.input === undefined ? null : absoluteSecrets(written.input, folder),
    expect: { exit: typeof exit === 'number' ? [exit] : exit, contains, matches },
  };
}

function resolveProgram(
  { command, environment = {}, cwd = '.' }: Pick<WrittenExec, 'command' | 'environment' | 'cwd'>,
  folder: string,
): ProgramPlan {
  const values = Object.entries(environment).map(([name, value]) => [name, absoluteSecrets(value, folder)]);
  return {
    command,
    environment: Object.fromEntries(values),
    workingDirectory: resolvePath(folder, cwd),
  };
}
