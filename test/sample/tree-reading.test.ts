import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { scanTree } from '../../src/sample/target-reader.ts';
import { readConnections, readPss } from '../../src/sample/tree-reading.ts';
import { startTargetProgram } from './target-program.ts';

const root = fileURLToPath(new URL('../fixture/proc/tree', import.meta.url));
const master = { target: 0, generation: 0, pid: 100, startTicks: 133349, tree: true };
const alone = { members: [], incomplete: null };

test('proportional memory is summed over the tree', () => {
  const worker = { pid: 90, startTicks: 133500 };
  assert.deepEqual(readPss(root, master, alone), { value: 617 * 1024, unavailable: null });
  assert.deepEqual(readPss(root, master, { members: [worker], incomplete: null }), {
    value: 637 * 1024,
    unavailable: null,
  });
});

test('a member whose pid now names another process is left out, a root that does is gone', () => {
  const reused = { pid: 90, startTicks: 1 };
  assert.equal(readPss(root, master, { members: [reused], incomplete: null })?.value, 617 * 1024);
  assert.equal(readPss(root, { ...master, startTicks: 1 }, alone), null);
});

test('a connection that a worker inherited counts once, a listening socket not at all', () => {
  const worker = { pid: 90, startTicks: 133500 };
  assert.deepEqual(readConnections(root, master, { members: [worker], incomplete: null }), {
    value: 1,
    unavailable: null,
  });
});

test('an incomplete tree has no sum', () => {
  const cut = { members: [], incomplete: 'truncated' };
  assert.deepEqual(readConnections(root, master, cut), { value: null, unavailable: 'truncated' });
});

test('agrees with what a real process holds', async () => {
  await using program = await startTargetProgram(true);
  const scan = scanTree('/proc', program.process);
  assert.equal(readConnections('/proc', program.process, scan)?.value, 0);
  await program.ask({ kind: 'connect', connections: 7 });
  assert.equal(readConnections('/proc', program.process, scan)?.value, 14);
  const rollup = readFileSync(`/proc/${program.process.pid}/smaps_rollup`, 'utf8');
  const pssBytes = Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1]) * 1024;
  const read = readPss('/proc', program.process, scan)?.value ?? 0;
  // Shared pages are divided among whoever maps them at that moment.
  assert.ok(Math.abs(read - pssBytes) < pssBytes / 4, `${read} against ${pssBytes}`);
  await program.kill();
  assert.equal(readPss('/proc', program.process, scan), null);
  assert.equal(readConnections('/proc', program.process, scan), null);
});
