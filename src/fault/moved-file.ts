/** A file that is not there for a while: moved aside in its own folder, where it stays what it is, and put back. */
import { lstat, realpath, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SoakdError } from '../error.ts';
import { codeOf } from '../proc/failure.ts';
import { type Proof, proof } from './act.ts';
import { readFileState } from './file-state.ts';

export interface FileMove {
  readonly kind: 'file-move';
  /** Absolute, without links. */
  readonly path: string;
  readonly aside: string;
}

/** @param name of what is moved aside, in the same folder: moving it elsewhere could be a copy
 *  @throws SoakdError when there is no such file, or it is none */
export async function planRemoval(path: string, name: string): Promise<FileMove> {
  const real = await realpath(path).catch((cause: Error) => {
    throw new SoakdError(`cannot be removed: ${cause.message}`, { cause });
  });
  if (!(await lstat(real)).isFile()) throw new SoakdError(`${path} is no regular file`);
  return { kind: 'file-move', path: real, aside: join(dirname(real), name) };
}

export async function removeFile({ path, aside }: FileMove): Promise<Proof> {
  if (await exists(aside)) throw new SoakdError(`${aside} is there already`);
  await rename(path, aside);
  if (await exists(path)) return proof(false, `${path} was moved away, and another was made at once`);
  return proof(true, `${path} is not there`);
}

/** May be called again after any end, and without a removal. */
export async function putFileBack({ path, aside }: FileMove): Promise<Proof> {
  if (!(await exists(aside))) return proof(true, `${path} is as it was`);
  const isRemade = (await readFileState(path)) !== null;
  try {
    await rename(aside, path);
  } catch (error) {
    if (codeOf(error) !== 'EISDIR') throw error;
    return proof(false, `${path} is a folder by now; what it was is ${aside}`);
  }
  return proof(true, `${path} is back${isRemade ? ', in place of what was made there meanwhile' : ''}`);
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}
