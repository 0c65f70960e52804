/**
 * The socket's file. It is made in a safe folder, takes the place of nothing but a socket at which nobody answers any
 * more, and can be used by those alone who are meant to.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, linkSync, lstatSync, renameSync, type Stats, unlinkSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { dirname } from 'node:path';
import { SoakdError } from '../error.ts';
import { codeOf } from '../proc/failure.ts';
import type { SocketAccess } from './socket-access.ts';
import { prepareFolder } from './socket-folder.ts';
import { listenerPid } from './socket-owner.ts';

/** unix(7): sun_path has 108 bytes, the last of which is a NUL. */
const LONGEST_PATH = 107;
/** A living soakd accepts within milliseconds: it is its kernel that does. */
const PROBE_MS = 2000;

/**
 * Once the server listens its file is there; closing the server removes it.
 * @throws SoakdError when the place is taken or not safe; what is there is left as it is
 */
export async function listenAt(server: Server, path: string, access: SocketAccess): Promise<void> {
  refuseLongPath(path);
  prepareFolder(dirname(path), access);
  await makeRoom(path);
  await listen(server, path);
  try {
    // Bound for us alone; only now for those who are meant to.
    if (access.gid !== null) chownSync(path, -1, access.gid);
    chmodSync(path, access.mode);
  } catch (cause) {
    server.close();
    throw taken(path, `it cannot be given to group ${access.gid} (${codeOf(cause)})`);
  }
}

function refuseLongPath(path: string): void {
  const length = Buffer.byteLength(path);
  if (length <= LONGEST_PATH) return;
  throw new SoakdError(`the path of the control socket is too long: ${path} has ${length} bytes`, {
    hint: `The kernel takes ${LONGEST_PATH}: name a shorter one, such as /run/soakd/soakd.sock.`,
  });
}

async function makeRoom(path: string): Promise<void> {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined) return;
  if (!there.isSocket()) {
    throw taken(
      path,
      `there is ${kindOf(there)}, which is left alone`,
      'Move it away, or name another path.',
    );
  }
  const mine = process.getuid?.() ?? 0;
  if (there.uid !== mine && there.uid !== 0) {
    throw taken(path, `there is a socket of another user (${there.uid}), which is left alone`);
  }
  const answer = await probe(path);
  if (answer === 'answers') {
    const pid = listenerPid(path);
    const whose = pid === null ? 'a process that is not shown to us' : `process ${pid}`;
    throw taken(
      path,
      `${whose} listens there already`,
      'Stop it first (soakd status shows it), or name another path.',
    );
  }
  if (answer === 'dead') removeDead(path, there);
}

/** For a socket of ours that nobody is about to take. */
export async function removeIfDead(path: string): Promise<void> {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there?.isSocket() === true && (await probe(path)) === 'dead') removeDead(path, there);
}

/** @returns what is known of a socket that is there; `gone` when it is not any more */
async function probe(path: string): Promise<'answers' | 'dead' | 'gone'> {
  const socket = connect(path);
  socket.setTimeout(PROBE_MS);
  try {
    return await new Promise((resolve, reject) => {
      socket.once('connect', () => resolve('answers'));
      // Its queue of connections is full.
      socket.once('timeout', () => resolve('answers'));
      socket.once('error', (cause) => {
        const code = codeOf(cause);
        if (code === 'ECONNREFUSED') resolve('dead');
        else if (code === 'ENOENT') resolve('gone');
        else if (code === 'EAGAIN') resolve('answers');
        else reject(taken(path, `it cannot be told whether anyone listens there (${code})`));
      });
    });
  } finally {
    socket.destroy();
  }
}

/**
 * Another soakd that begins just now may have put its own there since we looked: the file is taken aside first, and
 * given back when it is not the one that was dead.
 */
function removeDead(path: string, dead: Stats): void {
  const aside = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    renameSync(path, aside);
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return;
    throw taken(path, `a dead socket is in the way and cannot be removed (${codeOf(cause)})`);
  }
  const moved = lstatSync(aside);
  if (!isSame(moved, dead)) linkSync(aside, path);
  unlinkSync(aside);
}

/** A file system may give the number of a removed file to the next one: the time it was made tells them apart. */
function isSame(one: Stats, other: Stats): boolean {
  return one.ino === other.ino && one.dev === other.dev && one.mtimeMs === other.mtimeMs;
}

/** Bound at once, within this call, so that the umask is changed for nothing else. */
async function listen(server: Server, path: string): Promise<void> {
  const before = process.umask(0o177);
  const listening = new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (cause) => {
      const why = codeOf(cause) === 'EADDRINUSE' ? 'another soakd took it just now' : codeOf(cause);
      reject(taken(path, why));
    });
  });
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  await listening;
}

function kindOf(stats: Stats): string {
  if (stats.isSymbolicLink()) return 'a symbolic link';
  if (stats.isDirectory()) return 'a folder';
  return stats.isFile() ? 'a file' : 'something that is no socket';
}

function taken(path: string, why: string, hint?: string): SoakdError {
  return new SoakdError(`cannot listen at ${path}: ${why}`, hint === undefined ? {} : { hint });
}
