import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseIo, parsePss, parseStatm, parseStatus } from '../../src/proc/memory.ts';

const read = (name: string) => readFileSync(new URL(`../fixture/proc/tree/100/${name}`, import.meta.url));

test('reads sizes from statm, status, io and smaps_rollup', () => {
  assert.deepEqual(parseStatm(read('statm')), { sizePages: 765, residentPages: 437 });
  assert.deepEqual(parseStatus(read('status')), { rssAnonBytes: 108 * 1024, swapBytes: 12 * 1024 });
  assert.deepEqual(parseIo(read('io')), { readBytes: 8192, writtenBytes: 4096 });
  assert.equal(parsePss(read('smaps_rollup')), 617 * 1024);
});

test('a process without memory of its own has no anonymous memory, rather than none of it', () => {
  assert.equal(parseStatus(Buffer.from('Name:\tkworker\nThreads:\t1\n')), null);
});

test('a kernel without swap still tells anonymous memory', () => {
  assert.deepEqual(parseStatus(Buffer.from('Name:\tx\nRssAnon:\t 8 kB\n')), {
    rssAnonBytes: 8192,
    swapBytes: 0,
  });
});

test('what is left of an older, longer text in the buffer is not read', () => {
  const text = Buffer.from('Name:\tx\nThreads:\t1\nRssAnon:\t 8 kB\nVmSwap:\t 4 kB\n');
  assert.equal(parseStatus(text, 19), null);
  assert.deepEqual(parseStatus(text, 36), { rssAnonBytes: 8192, swapBytes: 0 });
  assert.equal(parseStatm(Buffer.from('12 345'), 3), null);
});

test('an empty or foreign text is told', () => {
  for (const text of ['', '\n', 'x 1 2', '12', '12 ']) assert.equal(parseStatm(Buffer.from(text)), null);
  assert.equal(parseIo(Buffer.from('cancelled_write_bytes: 4\n')), null);
  assert.equal(parsePss(Buffer.alloc(0)), null);
});
