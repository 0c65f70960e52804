/** TCP sockets of a network namespace, and which sockets a process holds. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { unlessGone } from './failure.ts';

/** proc_pid_net(5); the numbers are those of include/net/tcp_states.h. */
export type TcpState = 'established' | 'listen' | 'other';

export interface TcpSocket {
  readonly localPort: number;
  readonly state: TcpState;
  /** 0 for a socket no process holds any more (TIME_WAIT). */
  readonly inode: number;
}

/** Parses net/tcp or net/tcp6: a heading, then "sl local_address rem_address st … inode …" a line. */
export function parseTcpTable(text: string): TcpSocket[] {
  const sockets: TcpSocket[] = [];
  for (const line of text.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    const [, local, , state] = fields;
    if (local === undefined || state === undefined || fields[9] === undefined) continue;
    sockets.push({
      localPort: Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16),
      state: state === '01' ? 'established' : state === '0A' ? 'listen' : 'other',
      inode: Number(fields[9]),
    });
  }
  return sockets;
}

/** Both tables under `folder` (e.g. /proc/net, /proc/PID/net). A kernel without IPv6 has no tcp6. */
export function readTcpTables(folder: string): TcpSocket[] {
  return ['tcp', 'tcp6'].flatMap((name) => {
    const text = unlessGone(() => readFileSync(`${folder}/${name}`, 'latin1'));
    return text === null ? [] : parseTcpTable(text);
  });
}

/** Inodes of the sockets a process holds; null when it is gone. Throws EACCES for another user's process. */
export function socketInodes(root: string, pid: number): number[] | null {
  const folder = `${root}/${pid}/fd`;
  const names = unlessGone(() => readdirSync(folder));
  if (names === null) return null;
  const inodes: number[] = [];
  for (const name of names) {
    const link = unlessGone(() => readlinkSync(`${folder}/${name}`));
    if (link?.startsWith('socket:[')) inodes.push(Number(link.slice(8, -1)));
  }
  return inodes;
}
