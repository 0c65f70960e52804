import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Mapping, SmapsParser } from '../../src/proc/smaps.ts';

const TEXT = `55d0c8a00000-55d0c8a21000 rw-p 00000000 00:00 0                          [heap]
Size:                132 kB
KernelPageSize:        4 kB
Rss:                  60 kB
Pss:                  60 kB
Anonymous:            56 kB
Swap:                  4 kB
SwapPss:               4 kB
VmFlags: rd wr mr mw me ac
7f0c10000000-7f0c10021000 rw-p 00000000 00:00 0
Rss:                   8 kB
Pss:                   8 kB
Anonymous:             8 kB
Swap:                  0 kB
7f0c20000000-7f0c20100000 r--s 00000000 00:2e 77                         /tmp/a file (deleted)
Rss:                1024 kB
Pss:                 512 kB
Anonymous:             0 kB
Swap:                  0 kB
`;

function parse(pieces: readonly string[]): Mapping[] {
  const found: Mapping[] = [];
  const parser = new SmapsParser((mapping) => found.push(mapping));
  for (const piece of pieces) parser.add(piece);
  parser.end();
  return found;
}

const KIB = 1024;
const EXPECTED: Mapping[] = [
  {
    name: '[heap]',
    permissions: 'rw-p',
    rssBytes: 60 * KIB,
    pssBytes: 60 * KIB,
    anonBytes: 56 * KIB,
    swapBytes: 4 * KIB,
  },
  { name: '', permissions: 'rw-p', rssBytes: 8 * KIB, pssBytes: 8 * KIB, anonBytes: 8 * KIB, swapBytes: 0 },
  {
    name: '/tmp/a file (deleted)',
    permissions: 'r--s',
    rssBytes: 1024 * KIB,
    pssBytes: 512 * KIB,
    anonBytes: 0,
    swapBytes: 0,
  },
];

test('each mapping has its name and its sizes', () => {
  assert.deepEqual(parse([TEXT]), EXPECTED);
  assert.deepEqual(parse([]), []);
});

test('it does not matter how the text is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(TEXT.length), { maxLength: 8 }), (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), TEXT.length];
      assert.deepEqual(parse(places.slice(1).map((to, index) => TEXT.slice(places[index], to))), EXPECTED);
    }),
    { seed: 3 },
  );
});

test('what is no smaps gives nothing, and does not throw', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      for (const { rssBytes } of parse([text])) assert.ok(rssBytes >= 0);
    }),
    { seed: 4 },
  );
});
