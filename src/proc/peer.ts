/** Both ends of sockets: proc_pid_net(5), whose addresses are hex words in the machine's byte order. */
import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { unlessGone } from './failure.ts';

export interface Peer {
  /** `127.0.0.1:5432`, `[::1]:443` */
  readonly address: string;
  readonly state: string;
}

/** include/net/tcp_states.h */
const STATES: Readonly<Record<string, string>> = {
  '01': 'established',
  '02': 'syn-sent',
  '03': 'syn-received',
  '04': 'fin-wait-1',
  '05': 'fin-wait-2',
  '06': 'time-wait',
  '07': 'close',
  '08': 'close-wait',
  '09': 'last-ack',
  '0A': 'listen',
  '0B': 'closing',
};

/** Of net/tcp or net/tcp6, by inode. A socket that listens has no other end: its own address is told. */
export function parsePeers(text: string): Map<number, Peer> {
  const peers = new Map<number, Peer>();
  for (const line of text.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    const [, local, remote, code] = fields;
    const inode = Number(fields[9]);
    if (local === undefined || remote === undefined || code === undefined || !(inode > 0)) continue;
    const state = STATES[code] ?? code;
    peers.set(inode, { address: addressOf(state === 'listen' ? local : remote), state });
  }
  return peers;
}

/** Under `folder`, such as /proc/PID/net. */
export function readPeers(folder: string): Map<number, Peer> {
  return new Map(['tcp', 'tcp6'].flatMap((name) => [...parsePeers(read(`${folder}/${name}`))]));
}

/** Inodes of the sockets of other kinds. */
export function readInodes(folder: string, names: readonly string[], column: number): Set<number> {
  const inodes = new Set<number>();
  for (const name of names) {
    for (const line of read(`${folder}/${name}`).split('\n').slice(1)) {
      const inode = Number(line.trim().split(/\s+/)[column]);
      if (inode > 0) inodes.add(inode);
    }
  }
  return inodes;
}

function read(path: string): string {
  return unlessGone(() => readFileSync(path, 'latin1')) ?? '';
}

function addressOf(hex: string): string {
  const [address = '', port = '0'] = hex.split(':');
  const words = (address.match(/.{8}/g) ?? []).map((word) => Buffer.from(word, 'hex'));
  const bytes = Buffer.concat(
    endianness() === 'LE' ? words.map((word) => Buffer.from(word).reverse()) : words,
  );
  const isMapped = bytes.length === 16 && bytes.subarray(0, 12).equals(MAPPED);
  const text = bytes.length === 4 ? v4(bytes) : isMapped ? v4(bytes.subarray(12)) : v6(bytes);
  return `${text}:${Number.parseInt(port, 16)}`;
}

/** ::ffff:0:0/96: a version 4 address on a socket of version 6. */
const MAPPED = Buffer.from('00000000000000000000ffff', 'hex');

function v4(bytes: Buffer): string {
  return [...bytes].join('.');
}

function v6(bytes: Buffer): string {
  const groups = Array.from({ length: bytes.length / 2 }, (_, index) =>
    bytes.readUInt16BE(2 * index).toString(16),
  );
  const zeros = /(?:^|:)(?:0(?::|$)){2,}/.exec(groups.join(':'));
  const text = zeros === null ? groups.join(':') : groups.join(':').replace(zeros[0], '::');
  return `[${text}]`;
}
