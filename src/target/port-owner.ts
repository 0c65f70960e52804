/** A stranger on the target's port would answer in its place, and the soak would judge the wrong program. */
import { networkInterfaces } from 'node:os';
import { SoakdError } from '../error.ts';
import type { Ready } from '../plan/target/target-plan.ts';
import { failureOf } from '../proc/failure.ts';
import { findListener } from '../proc/listener.ts';
import { readComm } from '../proc/process.ts';
import { readTcpTables, socketInodes } from '../proc/socket.ts';

/** The port of this machine by which the target is to show that it is ready; null for all else. */
export function portToAnswer(ready: Ready): number | null {
  if (ready.kind === 'port') return isThisMachine(ready.host) ? ready.port : null;
  if (ready.kind !== 'http') return null;
  const { hostname, port, protocol } = new URL(ready.url);
  if (!isThisMachine(hostname.replace(/^\[(.*)\]$/, '$1'))) return null;
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

function isThisMachine(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost') || host.startsWith('127.')) return true;
  if (['::1', '0.0.0.0', '::'].includes(host)) return true;
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address }) => address === host),
  );
}

/**
 * @param family pids that may listen there
 * @throws SoakdError when others listen on the port and none of the family does. A listener that we may not look
 *   into is given the benefit of the doubt.
 */
export function refuseStranger(port: number, family: readonly number[], procRoot: string): void {
  // Few processes, where findListener looks into all there are.
  if (isListening(port, family, procRoot)) return;
  const listener = findListener(procRoot, port);
  const stranger = listener.kind === 'found' ? listener.pids[0] : undefined;
  if (stranger === undefined) return;
  throw new SoakdError(
    `port ${port} is taken by process ${stranger} (${readComm(procRoot, stranger) ?? 'just ended'}), which the target's start did not bring about`,
    {
      hint: 'End that process, give the target another port, or attach to it with port, pid or unit instead of start.',
    },
  );
}

function isListening(port: number, pids: readonly number[], procRoot: string): boolean {
  if (pids.length === 0) return false;
  const inodes = new Set(
    readTcpTables(`${procRoot}/net`)
      .filter(({ localPort, state }) => state === 'listen' && localPort === port)
      .map(({ inode }) => inode),
  );
  return pids.some((pid) => {
    try {
      return socketInodes(procRoot, pid)?.some((inode) => inodes.has(inode)) ?? false;
    } catch (error) {
      if (failureOf(error) === 'denied') return false;
      throw error;
    }
  });
}
