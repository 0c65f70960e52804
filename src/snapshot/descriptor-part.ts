/** What a target's processes have open, and who is at the other end. */
import { readdirSync, readlinkSync } from 'node:fs';
import { unlessGone } from '../proc/failure.ts';
import { type Peer, readInodes, readPeers } from '../proc/peer.ts';
import { type Budget, OUT_OF_TIME } from './budget.ts';
import type { DescriptorKind, PicturedDescriptors } from './picture.ts';
import { shortName } from './short-name.ts';
import { Tally } from './tally.ts';

const MOST_SHOWN = 10;
/** proc_pid_net(5): the column of the inode. */
const UNIX_INODE = 6;
const UDP_INODE = 9;

export class DescriptorPart {
  readonly #kinds = new Tally();
  readonly #peers = new Tally();
  readonly #files = new Tally();
  readonly #sockets: number[] = [];
  #count = 0;

  /** Descriptors of one process. Throws what the read does. */
  add(
    root: string,
    pid: number,
    budget: Budget,
  ): { readonly count: number; readonly incomplete: string | null } {
    const folder = `${root}/${pid}/fd`;
    const names = readdirSync(folder);
    for (const [place, name] of names.entries()) {
      if (place % 100 === 0 && budget.isOver) return { count: names.length, incomplete: OUT_OF_TIME };
      const link = unlessGone(() => readlinkSync(`${folder}/${name}`));
      if (link !== null) this.#take(link);
    }
    return { count: names.length, incomplete: null };
  }

  /** In the network namespace of a process of the target. */
  picture(root: string, pid: number): PicturedDescriptors {
    this.#nameSockets(`${root}/${pid}/net`);
    return {
      count: this.#count,
      kinds: this.#kinds.most(MOST_SHOWN).map(({ key, count }) => ({ kind: key, count })),
      peers: this.#peers.most(MOST_SHOWN).map(({ key, count }) => {
        const [state = '', peer = ''] = key.split(' ');
        return { peer, state, count };
      }),
      files: this.#files.most(MOST_SHOWN).map(({ key, count }) => ({ path: shortName(key), count })),
    };
  }

  #take(link: string): void {
    this.#count += 1;
    const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
    if (inode !== undefined) {
      this.#sockets.push(Number(inode));
      return;
    }
    this.#kinds.add(kindOf(link));
    if (link.startsWith('/')) this.#files.add(link);
  }

  /** The kernel's tables are long on a busy machine, and read only where there are sockets. */
  #nameSockets(folder: string): void {
    if (this.#sockets.length === 0) return;
    const tcp: ReadonlyMap<number, Peer> = readPeers(folder);
    const udp = readInodes(folder, ['udp', 'udp6'], UDP_INODE);
    const unix = readInodes(folder, ['unix'], UNIX_INODE);
    for (const inode of this.#sockets) {
      const peer = tcp.get(inode);
      if (peer !== undefined && peer.state !== 'listen') this.#peers.add(`${peer.state} ${peer.address}`);
      this.#kinds.add(
        peer !== undefined ? 'tcp' : udp.has(inode) ? 'udp' : unix.has(inode) ? 'unix' : 'socket',
      );
    }
    this.#sockets.length = 0;
  }
}

/** proc_pid_fd(5) */
function kindOf(link: string): DescriptorKind {
  if (link.startsWith('pipe:')) return 'pipe';
  if (link.startsWith('anon_inode:'))
    return shortName(link.slice('anon_inode:'.length).replace(/^\[|\]$/g, ''));
  if (link.startsWith('/memfd:')) return 'memfd';
  if (link.endsWith(' (deleted)')) return 'deleted';
  if (link.startsWith('/dev/')) return 'device';
  return link.startsWith('/') ? 'file' : 'other';
}
