/** Who may connect. To connect is to control: whoever may can have programs run as our user, by a plan. */
import { readFileSync } from 'node:fs';
import { SoakdError } from '../error.ts';

export interface SocketAccess {
  /** Access bits; those of others are 0. */
  readonly mode: number;
  /** The group that the group's bits are for; null: the process's own. */
  readonly gid: number | null;
}

/** Of a foreground run. */
export const FOR_ME_ALONE: SocketAccess = { mode: 0o600, gid: null };

/** @throws SoakdError when there is no such group on this machine */
export function accessOfGroup(mode: number, group: string | null, groupFile = '/etc/group'): SocketAccess {
  if (group === null) return { mode, gid: null };
  // group(5): name:password:gid:members. A group of a directory service is not found, and said to be missing.
  const line = readFileSync(groupFile, 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${group}:`));
  const gid = Number(line?.split(':')[2] || Number.NaN);
  if (Number.isInteger(gid)) return { mode, gid };
  throw new SoakdError(`there is no group ${JSON.stringify(group)} for the control socket`, {
    hint: `Make it (groupadd --system ${group}), or name another one as socket.group.`,
  });
}
