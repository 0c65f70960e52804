/** A small disk without room: a file of soakd's takes what is left of it, and goes again. */
import { readFileSync } from 'node:fs';
import { open, realpath, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { SoakdError } from '../error.ts';
import { codeOf } from '../proc/failure.ts';
import { type Proof, proof } from './act.ts';

export interface MountFill {
  readonly kind: 'mount-fill';
  readonly filler: string;
  readonly leaveBytes: number;
}

/** Many a small disk is in memory: filling it takes that much of the machine's. */
export const LARGEST_MOUNT_BYTES = 2 ** 30;
const CHUNK_BYTES = 2 ** 18;

/**
 * @param keeps folders of soakd's that have to go on
 * @throws SoakdError when it is no mount of its own, is too large, or soakd lives on it
 */
export async function planFill(
  asked: { readonly mount: string; readonly leaveBytes: number; readonly name: string },
  keeps: readonly string[],
): Promise<MountFill> {
  const mount = await realpath(asked.mount).catch((cause: Error) => {
    throw new SoakdError(`cannot be filled: ${cause.message}`, { cause });
  });
  if (!isMountPoint(mount)) throw new SoakdError(`${asked.mount} is no mount of its own`);
  const { blocks, bsize } = await statfs(mount);
  if (blocks * bsize > LARGEST_MOUNT_BYTES)
    throw new SoakdError(
      `${asked.mount} has ${blocks * bsize} bytes; what has more than 1 GiB is not filled`,
    );
  const { dev } = await stat(mount);
  for (const kept of keeps)
    if ((await stat(kept)).dev === dev)
      throw new SoakdError(`soakd itself writes to ${asked.mount} (${kept})`);
  return { kind: 'mount-fill', filler: join(mount, asked.name), leaveBytes: asked.leaveBytes };
}

export async function fillMount({ filler, leaveBytes }: MountFill): Promise<Proof> {
  const file = await open(filler, 'wx', 0o600);
  const zeros = Buffer.alloc(CHUNK_BYTES);
  let taken = 0;
  let left = 0;
  try {
    for (;;) {
      left = await roomOf(filler);
      if (left <= leaveBytes) break;
      taken += (await file.write(zeros, 0, Math.min(zeros.length, left - leaveBytes))).bytesWritten;
    }
    await file.sync();
  } catch (error) {
    if (!['ENOSPC', 'EDQUOT'].includes(codeOf(error))) throw error;
    left = await roomOf(filler);
  } finally {
    await file.close();
  }
  const figures = { bytesTaken: taken, bytesLeft: left };
  return proof(taken > 0, `${taken} bytes were taken, ${left} are left`, figures);
}

/** May be called again after any end, and without a fill. */
export async function emptyMount({ filler }: MountFill): Promise<Proof> {
  await rm(filler, { force: true });
  return proof(true, `${filler} is gone`);
}

/** For who is not root. */
async function roomOf(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}

/** proc_pid_mountinfo(5): the fifth field, with blanks written as octal escapes. */
function isMountPoint(path: string): boolean {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .some((line) => unescaped(line.split(' ')[4] ?? '') === path);
}

function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
