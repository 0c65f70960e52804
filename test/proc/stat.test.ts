import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseStat } from '../../src/proc/stat.ts';

const root = new URL('../fixture/proc/tree/', import.meta.url);

test('reads past a command name with spaces, parentheses and a line break', () => {
  assert.deepEqual(parseStat(readFileSync(new URL('100/stat', root))), {
    pid: 100,
    comm: 'a) b (c\n) x',
    state: 'S',
    ppid: 1,
    pgrp: 100,
    utimeTicks: 250,
    stimeTicks: 50,
    threads: 4,
    startTicks: 133349,
    vsizeBytes: 3133440,
    rssPages: 381,
  });
});

test('reads any command name and any numbers', () => {
  const numbers = fc.array(fc.integer({ min: -1, max: 2 ** 40 }), { minLength: 21, maxLength: 21 });
  const comm = fc.string({ minLength: 0, maxLength: 15, unit: 'grapheme' });
  fc.assert(
    fc.property(fc.nat(), comm, fc.constantFrom('R', 'S', 'Z'), numbers, (pid, name, state, values) => {
      const stat = parseStat(Buffer.from(`${pid} (${name}) ${state} ${values.join(' ')} 0 0\n`));
      assert.equal(stat?.pid, pid);
      assert.equal(stat?.comm, name);
      assert.equal(stat?.state, state);
      const { ppid, pgrp, utimeTicks, stimeTicks, threads, startTicks, vsizeBytes, rssPages } = stat ?? {};
      // Field n of the man page is values[n - 4].
      assert.deepEqual(
        [ppid, pgrp, utimeTicks, stimeTicks, threads, startTicks, vsizeBytes, rssPages],
        [4, 5, 14, 15, 20, 22, 23, 24].map((field) => values[field - 4]),
      );
    }),
  );
});

test('reads only the given length of a reused buffer', () => {
  const line = readFileSync(new URL('101/stat', root));
  const stale = Buffer.concat([line, Buffer.from(' (old) R 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9')]);
  assert.deepEqual(parseStat(stale, line.length), parseStat(line));
});

test('takes no part of a line for a whole one', () => {
  const line = readFileSync(new URL('100/stat', root));
  const lastField = line.indexOf(' 381 ') + 1;
  for (let length = 0; length <= lastField; length++) assert.equal(parseStat(line, length), null);
  assert.notEqual(parseStat(line, lastField + 3), null);
});
