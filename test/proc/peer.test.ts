import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePeers } from '../../src/proc/peer.ts';

const HEADING =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';

test('the other end of a connection, and the own address of a socket that listens', () => {
  const peers = parsePeers(`${HEADING}
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 31337 1 0000000000000000 100 0 0 10 0
   1: 0100007F:A1B2 0A00A8C0:1538 08 00000000:00000000 00:00000000 00000000  1000        0 31338 1 0000000000000000 20 4 30 10 -1
   2: 0100007F:A1B2 0A00A8C0:1538 06 00000000:00000000 00:00000000 00000000  1000        0 0 1 0000000000000000
  nonsense
`);
  assert.deepEqual(
    [...peers],
    [
      [31337, { address: '127.0.0.1:8080', state: 'listen' }],
      [31338, { address: '192.168.0.10:5432', state: 'close-wait' }],
    ],
  );
});

test('addresses of version 6 are shortened, and those of version 4 on such sockets are told as what they are', () => {
  const row = (remote: string, inode: number): string =>
    `   0: 00000000000000000000000000000000:0050 ${remote} 01 00000000:00000000 00:00000000 00000000  0        0 ${inode} 1 0`;
  const peers = parsePeers(
    HEADING +
      [
        row('00000000000000000000000001000000:0035', 1),
        row('0000000000000000FFFF00000100007F:0035', 2),
        row('B80D0120000000000000000001000000:01BB', 3),
        row('B80D0120010002000300040005000600:01BB', 4),
      ].join('\n'),
  );
  assert.deepEqual(
    [...peers.values()].map(({ address }) => address),
    ['[::1]:53', '127.0.0.1:53', '[2001:db8::1]:443', '[2001:db8:2:1:4:3:6:5]:443'],
  );
});
