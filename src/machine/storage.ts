/** Where the database is kept. */
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { SoakdError } from '../error.ts';
import { formatBytes } from '../plan/quantity/quantity.ts';
import { checkPlace } from '../store/place.ts';
import { type Finding, limited, missing, ok } from './finding.ts';

/** Magic numbers of statfs(2), linux/magic.h, and those of file systems kept elsewhere. */
const LOCAL: Readonly<Record<number, string>> = {
  61267: 'ext4',
  1481003842: 'xfs',
  2435016766: 'btrfs',
  801189825: 'zfs',
  4076150800: 'f2fs',
  3393526350: 'bcachefs',
};
const REMOTE: Readonly<Record<number, string>> = {
  26985: 'NFS',
  20859: 'SMB',
  4266872130: 'SMB',
  4283649346: 'CIFS',
  16914839: '9p',
  12805120: 'Ceph',
  1397113167: 'AFS',
  1799439955: 'AFS',
  1702057286: 'FUSE',
  2020557398: 'VirtualBox shared folder',
};
const FLEETING: Readonly<Record<number, string>> = {
  16914836: 'tmpfs: gone at the next boot',
  2240043254: 'ramfs: gone at the next boot',
  2035054128: 'overlay: gone with the container, unless it is a volume',
};
/** What a night of a dozen metrics at a second's interval takes with its log, ten times over. */
const ENOUGH_BYTES = 2e9;
const SCARCE_BYTES = 100e6;

/** `database`: the file in use, there or not. */
export function examineStorage(database: string): Finding[] {
  const folder = standing(dirname(database));
  const place = mayWrite(database, folder);
  const { type, bavail, bsize } = statfsSync(folder);
  return [place, fileSystem(folder, type), room(folder, bavail * bsize)];
}

/** The folder, or the nearest above it that is there already. */
function standing(folder: string): string {
  return existsSync(folder) || folder === dirname(folder) ? folder : standing(dirname(folder));
}

function mayWrite(database: string, folder: string): Finding {
  const remedy = 'name a file in a folder of your own with --db or SOAKD_DB';
  try {
    checkPlace(database);
    accessSync(existsSync(database) ? database : folder, constants.W_OK);
    accessSync(folder, constants.W_OK);
    return ok('database', database);
  } catch (error) {
    const why = error instanceof SoakdError ? error.message : `${database} cannot be written by this user`;
    return missing('database', why, remedy, true);
  }
}

function fileSystem(folder: string, type: number): Finding {
  const subject = 'file system';
  const remote = REMOTE[type];
  if (remote !== undefined)
    return limited(
      subject,
      `${folder} is on ${remote}: the write-ahead log needs memory shared by all who read, which a network has not`,
      'keep the database on a local disk (--db, SOAKD_DB)',
    );
  const fleeting = FLEETING[type];
  if (fleeting !== undefined)
    return limited(subject, `${folder} is on ${fleeting}`, 'name another place with --db');
  return ok(subject, LOCAL[type] ?? `type 0x${type.toString(16)}`);
}

function room(folder: string, freeBytes: number): Finding {
  const free = `${formatBytes(freeBytes)} free in ${folder}`;
  if (freeBytes >= ENOUGH_BYTES) return ok('disk', free);
  const remedy = 'soakd prune frees what old runs take; soakd check PLAN tells what a run takes';
  return freeBytes < SCARCE_BYTES ? missing('disk', free, remedy) : limited('disk', free, remedy);
}
