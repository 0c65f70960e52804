/** Programs that targets are started by and that this machine does not have: told before anything is started. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { word } from '../plan/document/word.ts';
import type { Plan } from '../plan/plan.ts';

/** One sentence for each. `path`: the environment's PATH. */
export function missingPrograms({ targets }: Pick<Plan, 'targets'>, path: string): string[] {
  return targets.flatMap(({ name, source }) => {
    if (source.kind !== 'start') return [];
    const [file = ''] = source.command;
    const places = file.includes('/')
      ? [resolve(source.workingDirectory, file)]
      : path.split(delimiter).map((folder) => join(folder, file));
    return places.some(isExecutable)
      ? []
      : [`cannot start ${name} here: ${word(file)} is no program of this machine`];
  });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
