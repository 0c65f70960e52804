/** Operations done by programs, as written → with their defaults and absolute paths. */
import { resolve as resolvePath } from 'node:path';
import type { WrittenExec } from './exec-schema.ts';
import type { WrittenModule } from './module-schema.ts';
import type { WrittenOperation } from './operation-schema.ts';
import type { OperationBase } from './plan.ts';
import type {
  ExecOperationPlan,
  ModuleOperationPlan,
  ProgramPlan,
  StdioOperationPlan,
} from './process-operation-plan.ts';
import { absoluteSecrets } from './secret.ts';
import { DEFAULT_ID_FIELD, type WrittenStdio } from './stdio-schema.ts';

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

export function resolveStdio(
  written: WrittenStdio,
  expect: Expect,
  folder: string,
): Omit<StdioOperationPlan, keyof OperationBase> {
  const { contains = null, matches = null } = expect ?? {};
  return {
    kind: 'stdio',
    program: resolveProgram(written, folder),
    send: absoluteSecrets(JSON.stringify(written.send), folder),
    idField: written.id ?? DEFAULT_ID_FIELD,
    children: written.children ?? 1,
    expect: { contains, matches },
  };
}

export function resolveModule(
  { file, options = null }: WrittenModule,
  folder: string,
): Omit<ModuleOperationPlan, keyof OperationBase> {
  return {
    kind: 'module',
    file: resolvePath(folder, file),
    options: absoluteSecrets(JSON.stringify(options), folder),
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
