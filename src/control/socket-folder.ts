/**
 * The folder that the socket is in. Whoever can write to a folder can put a socket of his own in the place of ours, so
 * none is used but those in which only we and root can.
 */
import { chmodSync, chownSync, lstatSync, mkdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { SoakdError } from '../error.ts';
import { codeOf } from '../proc/failure.ts';
import type { SocketAccess } from './socket-access.ts';

const ROOT = 0;
const MINE = process.getuid?.() ?? ROOT;

/** Made where it is missing, for us alone or with its group. @throws SoakdError when it is not safe */
export function prepareFolder(folder: string, access: SocketAccess): void {
  const stats = makeFolder(folder, access) ?? lstatSync(folder);
  if (stats.isSymbolicLink()) throw unsafe(folder, 'it is a symbolic link');
  if (!stats.isDirectory()) throw unsafe(folder, 'it is no folder');
  if (!isTrusted(stats)) throw unsafe(folder, `it belongs to another user (${stats.uid})`);
  if ((stats.mode & 0o022) !== 0) {
    throw unsafe(folder, `others may write in it (mode ${octal(stats)})`, `chmod go-w ${folder}`);
  }
  for (let above = realpathSync(dirname(folder)); ; above = dirname(above)) {
    refuseOpenAncestor(above);
    if (above === dirname(above)) return;
  }
}

/** null: it is there already. */
function makeFolder(folder: string, { mode, gid }: SocketAccess): Stats | null {
  const shared = (mode & 0o070) !== 0;
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (cause) {
    const code = codeOf(cause);
    if (code === 'EEXIST') return null;
    const why = code === 'ENOENT' ? `there is no folder ${dirname(folder)}` : code;
    throw new SoakdError(`cannot make the folder of the control socket, ${folder}: ${why}`, { cause });
  }
  try {
    if (shared && gid !== null) chownSync(folder, -1, gid);
    if (shared) chmodSync(folder, 0o750);
  } catch (cause) {
    throw unsafe(folder, `it cannot be given to group ${gid} (${codeOf(cause)})`);
  }
  return lstatSync(folder);
}

/** The sticky bit, as of /tmp, keeps others from renaming what is not theirs. */
function refuseOpenAncestor(folder: string): void {
  const stats = statSync(folder);
  if (!isTrusted(stats)) throw unsafe(folder, `it belongs to another user (${stats.uid})`);
  if ((stats.mode & 0o002) !== 0 && (stats.mode & 0o1000) === 0) {
    throw unsafe(folder, `everyone may rename what is in it (mode ${octal(stats)})`);
  }
}

function isTrusted({ uid }: Stats): boolean {
  return uid === ROOT || uid === MINE;
}

function octal({ mode }: Stats): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

function unsafe(
  folder: string,
  why: string,
  advice = 'Name a folder that only you can write to.',
): SoakdError {
  return new SoakdError(`the control socket is not put into ${folder}: ${why}`, { hint: advice });
}
