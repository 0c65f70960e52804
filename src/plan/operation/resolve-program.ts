/** Operations done by programs, as written → with their defaults and absolute paths. */
import { resolve as resolvePath } from 'node:path';
import { absoluteSecrets } from '../document/secret-text.ts';
import type { WrittenTool } from './command-operation-schema.ts';
import type { WrittenExec } from './exec-schema.ts';
import type { WrittenModule } from './module-schema.ts';
import type { OperationBase } from './operation-base.ts';
import type { OperationPlan } from './operation-plan.ts';
import type { WrittenOperation } from './operation-schema.ts';
import type {
  CommandOperationPlan,
  ExecOperationPlan,
  ModuleOperationPlan,
  ProgramPlan,
  StdioOperationPlan,
} from './process-operation-plan.ts';
import { stepName } from './resolve-flow.ts';
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

/** As long as a timer takes, 24 days: without a timeout a load tool may run to the end of the soak. */
export const LONGEST_RUN_MS = 24 * 86_400_000;

/** The tool, and its requests where its output tells of them. */
export function resolveCommand(
  written: WrittenTool,
  expect: Expect,
  base: OperationBase,
  folder: string,
): readonly OperationPlan[] {
  const { exit = 0 } = expect ?? {};
  const { run: command, lines = null, ...where } = written;
  const tool: CommandOperationPlan = {
    ...base,
    kind: 'command',
    program: resolveProgram({ command, ...where }, folder),
    exit: typeof exit === 'number' ? [exit] : exit,
    lines,
  };
  if (lines === null) return [tool];
  const { weight, target, timeoutMs, name } = base;
  const step = { flow: name, extract: [] };
  return [tool, { weight, target, timeoutMs, kind: 'counted', name: stepName(name, 'requests'), step }];
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
