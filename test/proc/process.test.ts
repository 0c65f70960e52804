import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { hasEnded, listPids, readCmdline, readComm, readExe, readIdentity } from '../../src/proc/process.ts';

const root = fileURLToPath(new URL('../fixture/proc/tree', import.meta.url));

test('tells who a process is', () => {
  assert.deepEqual(readIdentity(root, 100), {
    pid: 100,
    startTicks: 133349,
    state: 'S',
    comm: 'a) b (c\n) x',
    ppid: 1,
  });
  assert.equal(readComm(root, 100), 'a) b (c\n) x');
  assert.equal(readExe(root, 100), '/usr/bin/node');
  assert.deepEqual(readCmdline(root, 100), ['node', 'server.js', '--name', 'two words', '']);
});

test('a zombie has an identity, no arguments, and has ended', () => {
  const zombie = readIdentity(root, 101);
  assert.equal(zombie?.state, 'Z');
  assert.ok(hasEnded('Z') && !hasEnded('T'));
  assert.deepEqual(readCmdline(root, 101), []);
});

test('a kernel thread has no program file', () => {
  assert.equal(readExe(root, 102), null);
});

test('a process that is not there is null in every reading', () => {
  for (const read of [readIdentity, readComm, readExe, readCmdline]) assert.equal(read(root, 7), null);
});

test('lists pids in order, and says when there are more than asked for', () => {
  assert.deepEqual(listPids(root), { pids: [90, 100, 101, 102, 103], truncated: false });
  assert.deepEqual(listPids(root, 2), { pids: [90, 100], truncated: true });
});

test('the start time of a real process is a fact of that process', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  const identity = readIdentity('/proc', pid);
  assert.equal(identity?.ppid, process.pid);
  // The child began after this process and no later than now.
  const own = readIdentity('/proc', process.pid);
  const uptimeTicks = Number.parseFloat(readFileSync('/proc/uptime', 'latin1')) * 100;
  assert.ok((identity?.startTicks ?? 0) >= (own?.startTicks ?? Number.POSITIVE_INFINITY));
  assert.ok((identity?.startTicks ?? 0) <= uptimeTicks + 1);
  child.kill();
  await once(child, 'exit');
  assert.equal(readIdentity('/proc', pid), null);
});
