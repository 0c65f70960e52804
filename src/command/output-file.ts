import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { SoakdError } from '../error.ts';
import { writeFileWhole } from '../report/whole-file.ts';

/** The file appears whole or not at all. @throws SoakdError when it cannot be written */
export function writeAtomically(path: string, parts: string | Iterable<string>): void {
  try {
    writeFileWhole(path, typeof parts === 'string' ? [parts] : parts);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/** @throws SoakdError when it is not there and cannot be made */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/** No faster than it is read. */
export async function writeToStdout(parts: Iterable<string>): Promise<void> {
  for (const part of parts) if (!process.stdout.write(part)) await once(process.stdout, 'drain');
}

function cannotWrite(path: string, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  if (code === null || code.startsWith('SQLITE')) return cause;
  if (code === 'ENOENT')
    return new SoakdError(`cannot write ${path}: there is no folder ${dirname(resolve(path))}`, {
      hint: 'Make it first, or name another place with -o.',
      cause,
    });
  return new SoakdError(`cannot write ${path} (${code})`, { hint: 'Name another place with -o.', cause });
}
