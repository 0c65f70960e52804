/**
 * A file, or a folder, that nobody may write for a while. Permissions are enough against who is not root; against root
 * there is the attribute that chattr(1) calls immutable. What has the file open already goes on writing with the first,
 * and is refused with the second.
 */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, chmod, open, realpath, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { SoakdError } from '../error.ts';
import { foreignEnvironment } from '../foreign-program.ts';
import { codeOf } from '../proc/failure.ts';
import { type Proof, proof } from './act.ts';
import { type FileState, isSameFile, readFileState } from './file-state.ts';

const run = promisify(execFile);

export interface FileLock {
  readonly kind: 'file-lock';
  /** Absolute, without links. */
  readonly path: string;
  readonly was: FileState;
  /** soakd's user, or the target's, is root: permissions do not bind it. */
  readonly byAttribute: boolean;
}

/** @param isForRoot who is to be kept from writing is root
 *  @throws SoakdError when there is no such file */
export async function planLock(path: string, isForRoot: boolean): Promise<FileLock> {
  const real = await realpath(path).catch((cause: Error) => {
    throw new SoakdError(`cannot be made unwritable: ${cause.message}`, { cause });
  });
  const was = await readFileState(real);
  if (was === null) throw new SoakdError(`${path} was removed while it was looked at`);
  if (isForRoot && (await isImmutable(real)))
    throw new SoakdError(`${path} is immutable already: making it unwritable changes nothing`);
  return { kind: 'file-lock', path: real, was, byAttribute: isForRoot };
}

const WRITE_BITS = 0o222;

/** @throws SoakdError when it can still be written; it is as it was then */
export async function lockFile(lock: FileLock): Promise<Proof> {
  const { path, was, byAttribute } = lock;
  await chmod(path, was.mode & ~WRITE_BITS);
  if (byAttribute) await setImmutable(path, true).catch((error: unknown) => unlockAndRefuse(lock, error));
  const refusal = await refusedTo(path);
  if (refusal === 'ok') {
    await unlockFile(lock);
    throw new SoakdError(`${path} can still be written by soakd's user`);
  }
  return proof(true, `writing ${path} is refused (${refusal})`);
}

/** May be called again after any end, and without a lock. */
export async function unlockFile({ path, was, byAttribute }: FileLock): Promise<Proof> {
  const now = await readFileState(path);
  if (now === null || !isSameFile(now, was))
    return proof(true, `${path} was replaced meanwhile, and is left as it is`);
  if (byAttribute && (await isImmutable(path))) await setImmutable(path, false);
  if (now.mode !== was.mode) await chmod(path, was.mode);
  return proof(true, `${path} has its permissions again`);
}

async function unlockAndRefuse(lock: FileLock, cause: unknown): Promise<never> {
  await unlockFile(lock);
  throw new SoakdError(`${lock.path} cannot be kept from root here: chattr +i failed`, {
    hint: 'Its filesystem may have no such attribute, or soakd lacks CAP_LINUX_IMMUTABLE. Run the target as another user.',
    cause,
  });
}

async function setImmutable(path: string, on: boolean): Promise<void> {
  await run('chattr', [on ? '+i' : '-i', '--', path], { env: foreignEnvironment() });
}

/** false also where the filesystem has no attributes. */
async function isImmutable(path: string): Promise<boolean> {
  try {
    const { stdout } = await run('lsattr', ['-d', '--', path], { env: foreignEnvironment() });
    return stdout.split(' ')[0]?.includes('i') === true;
  } catch {
    return false;
  }
}

/** The refusal's name; 'ok': there is none. */
async function refusedTo(path: string): Promise<string> {
  try {
    if ((await stat(path)).isDirectory()) await access(path, constants.W_OK);
    else await (await open(path, constants.O_WRONLY | constants.O_NONBLOCK)).close();
    return 'ok';
  } catch (error) {
    return codeOf(error);
  }
}
