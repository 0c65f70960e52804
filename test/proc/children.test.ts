import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { children, descendants } from '../../src/proc/children.ts';

const root = fileURLToPath(new URL('../fixture/proc/tree', import.meta.url));

test('children are those the kernel lists', () => {
  assert.deepEqual(children(root, 100), [101, 102, 103, 90]);
  assert.deepEqual(children(root, 101), []);
  assert.deepEqual(children(root, 7), []);
});

test('a kernel that lists no children is asked for the parent of each process', () => {
  const copy = mkdtempSync(join(tmpdir(), 'soakd-proc-'));
  try {
    cpSync(root, copy, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('/children'),
    });
    assert.deepEqual(children(copy, 100), [90, 101, 102, 103]);
    assert.deepEqual(descendants(copy, 100), { pids: [90, 101, 102, 103], truncated: false });
  } finally {
    rmSync(copy, { recursive: true });
  }
});

test('more descendants than the cap are told, not silently cut', () => {
  assert.deepEqual(descendants(root, 100, 4), { pids: [101, 102, 103, 90], truncated: false });
  assert.deepEqual(descendants(root, 100, 2), { pids: [101, 102], truncated: true });
});

test('finds the grandchildren of a real process', async () => {
  const child = spawn('sh', ['-c', 'sleep 60 & echo $!; wait'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const pid = child.pid ?? 0;
  try {
    const [line] = await once(child.stdout, 'data');
    assert.deepEqual(descendants('/proc', pid).pids, [Number(line)]);
    assert.ok(descendants('/proc', process.pid).pids.includes(Number(line)));
  } finally {
    process.kill(-pid, 'SIGKILL');
  }
});
