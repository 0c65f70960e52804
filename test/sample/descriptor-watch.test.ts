import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { DescriptorWatch } from '../../src/sample/descriptor-watch.ts';

function allow(fds: number): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--nofile=${fds}:`]);
}

test('a soakd that is short of descriptors says so once, and once when it has some again', (t) => {
  const told: string[] = [];
  using watch = new DescriptorWatch(({ text }) => told.push(text));
  t.after(() => allow(1024));
  allow(1024);
  watch.look(100, 0);
  assert.deepEqual(told, []);
  allow(110);
  watch.look(100, 1000);
  assert.deepEqual(told, [], 'it looks every 5 s');
  watch.look(100, 6000);
  watch.look(101, 12_000);
  allow(1024);
  watch.look(101, 18_000);
  watch.look(101, 24_000);
  assert.equal(told.length, 2);
  assert.match(told[0] ?? '', /short of descriptors: 100 are open, 110 are allowed/);
  assert.match(told[1] ?? '', /descriptors again: 101 are open, 1024 are allowed/);
});
