import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { SoakdError } from '../error.ts';

/** The file appears whole or not at all: written beside its place, then renamed. */
export function writeAtomically(path: string, text: string): void {
  const beside = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    writeFileSync(beside, text, { flag: 'wx' });
    renameSync(beside, path);
  } catch (cause) {
    rmSync(beside, { force: true });
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new SoakdError(`cannot write ${path} (${code})`, { hint: 'Name another file with -o.', cause });
  }
}
