/** What a file is besides its bytes, as it was before a fault, and how it is made so again. */
import { execFile } from 'node:child_process';
import { chmod, chown, type FileHandle, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { foreignEnvironment } from '../foreign-program.ts';
import { codeOf } from '../proc/failure.ts';

const run = promisify(execFile);

/** Device, inode and times exceed what a number holds exactly, and stand in undo records: decimal text. */
export interface FileState {
  readonly dev: string;
  readonly ino: string;
  readonly sizeBytes: number;
  /** Permission bits, set-id and sticky included. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Unix time in nanoseconds. */
  readonly accessedNs: string;
  readonly modifiedNs: string;
}

const PERMISSION_BITS = 0o7777n;

/** null: there is no such file. Follows links. */
export async function readFileState(path: string): Promise<FileState | null> {
  try {
    const { dev, ino, size, mode, uid, gid, atimeNs, mtimeNs } = await stat(path, { bigint: true });
    return {
      dev: String(dev),
      ino: String(ino),
      sizeBytes: Number(size),
      mode: Number(mode & PERMISSION_BITS),
      uid: Number(uid),
      gid: Number(gid),
      accessedNs: String(atimeNs),
      modifiedNs: String(mtimeNs),
    };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return null;
    throw error;
  }
}

export function isSameFile(one: FileState, other: FileState): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

/** Opens the very file that the state is of. null: its path is another file's by now, or nobody's. */
export async function unlessReplaced(
  open: () => Promise<FileHandle>,
  was: FileState,
): Promise<FileHandle | null> {
  let handle: FileHandle;
  try {
    handle = await open();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return null;
    throw error;
  }
  const { dev, ino } = await handle.stat({ bigint: true });
  if (String(dev) === was.dev && String(ino) === was.ino) return handle;
  await handle.close();
  return null;
}

/** Owner, permissions and times; a change of owner takes set-id bits away, and every change before sets the times. */
export async function restoreFileState(path: string, was: FileState): Promise<void> {
  const now = await readFileState(path);
  if (now === null || !isSameFile(now, was)) return;
  if (now.uid !== was.uid || now.gid !== was.gid) await chown(path, was.uid, was.gid);
  await chmod(path, was.mode);
  await setTime(path, '-a', was.accessedNs);
  await setTime(path, '-m', was.modifiedNs);
}

/** By touch(1): Node.js has times as floating-point seconds, which tell nanoseconds of this century only to 240. */
async function setTime(path: string, which: '-a' | '-m', ns: string): Promise<void> {
  await run('touch', ['-c', which, '-d', `@${seconds(BigInt(ns))}`, '--', path], {
    env: foreignEnvironment(),
  });
}

const NS_PER_S = 1_000_000_000n;

/** Before 1970 the fraction still counts forwards: -1 ns is the second -1 and 999,999,999 ns, written -0.000000001. */
function seconds(ns: bigint): string {
  const size = ns < 0n ? -ns : ns;
  return `${ns < 0n ? '-' : ''}${size / NS_PER_S}.${String(size % NS_PER_S).padStart(9, '0')}`;
}
