/**
 * A file that lost or changed some of its bytes in place, as whoever has it open sees it. The bytes that go are kept in a
 * file of soakd's first, whole or not at all; putting them back is the same whether the fault had been begun, half done
 * or half undone. What the target wrote elsewhere in the file meanwhile stays.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, realpath, rename, rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SoakdError } from '../error.ts';
import { type Proof, proof } from './act.ts';
import { type FileState, readFileState, restoreFileState, unlessReplaced } from './file-state.ts';

export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

export interface FileWound {
  readonly kind: 'file-wound';
  /** Absolute, without links. */
  readonly path: string;
  readonly was: FileState;
  /** Ascending, apart from each other. */
  readonly ranges: readonly ByteRange[];
  /** Where the bytes of the ranges are kept, one after the other. */
  readonly kept: string;
}

const CHUNK_BYTES = 2 ** 20;
/** Of the disk that the bytes are kept on: soakd's database needs some, too. */
const LEAVE_BYTES = 64 * 2 ** 20;

/** @throws SoakdError when it is no file that can be wounded */
export async function woundable(path: string): Promise<{ readonly path: string; readonly was: FileState }> {
  const real = await realpath(path).catch(() => path);
  const handle = await open(real, constants.O_RDWR | constants.O_NONBLOCK).catch((error: Error) => {
    throw new SoakdError(`cannot be opened for writing: ${error.message}`, { cause: error });
  });
  try {
    if (!(await handle.stat()).isFile()) throw new SoakdError(`${path} is no regular file`);
  } finally {
    await handle.close();
  }
  const was = await readFileState(real);
  if (was === null) throw new SoakdError(`${path} was removed while it was looked at`);
  return { path: real, was };
}

/** Keeps the bytes. @throws SoakdError when they cannot be; then the file was not touched */
export async function keepBytes({ path, was, ranges, kept }: FileWound): Promise<void> {
  const bytes = ranges.reduce((sum, { length }) => sum + length, 0);
  const { bavail, bsize } = await statfs(dirname(kept));
  if (bavail * bsize < bytes + LEAVE_BYTES)
    throw new SoakdError(`${bytes} bytes of ${path} cannot be kept in ${dirname(kept)}: no room`);
  const from = await unlessReplaced(() => open(path, constants.O_RDONLY | constants.O_NOATIME), was);
  if (from === null) throw new SoakdError(`${path} was replaced while it was looked at`);
  const part = `${kept}.part`;
  const to = await open(part, 'w', 0o600);
  try {
    let at = 0;
    for (const { offset, length } of ranges) {
      if ((await copy(from, offset, to, at, length)) < length)
        throw new SoakdError(`${path} became shorter while it was looked at`);
      at += length;
    }
    await to.sync();
  } finally {
    await to.close();
    await from.close();
  }
  await rename(part, kept);
}

/** As it was before. May be called again after any end, and without a begin. */
export async function healFile({ path, was, ranges, kept }: FileWound): Promise<Proof> {
  await rm(`${kept}.part`, { force: true });
  const from = await open(kept, 'r').catch(() => null);
  // Nothing was changed yet, or all is healed.
  if (from === null) return proof(true, `${path} is as it was`);
  try {
    const to = await unlessReplaced(() => open(path, 'r+'), was);
    if (to !== null) {
      await putBack(from, to, ranges);
      await restoreFileState(path, was);
    }
    await rm(kept);
    const text = to === null ? 'was replaced meanwhile, and is left as it is' : 'has its bytes again';
    return proof(true, `${path} ${text}`);
  } finally {
    await from.close();
  }
}

async function putBack(from: FileHandle, to: FileHandle, ranges: readonly ByteRange[]): Promise<void> {
  try {
    let at = 0;
    for (const { offset, length } of ranges) {
      await copy(from, at, to, offset, length);
      at += length;
    }
    await to.sync();
  } finally {
    await to.close();
  }
}

/** Answers with how many bytes there were. */
async function copy(
  from: FileHandle,
  fromOffset: number,
  to: FileHandle,
  toOffset: number,
  length: number,
): Promise<number> {
  const chunk = Buffer.allocUnsafe(Math.min(length, CHUNK_BYTES));
  for (let done = 0; done < length; ) {
    const { bytesRead } = await from.read(chunk, 0, Math.min(chunk.length, length - done), fromOffset + done);
    if (bytesRead === 0) return done;
    // May write less than asked for (write(2)): the rest is read again.
    done += (await to.write(chunk, 0, bytesRead, toOffset + done)).bytesWritten;
  }
  return length;
}
