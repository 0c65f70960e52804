import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import {
  limitDescriptors,
  planDescriptorLimit,
  unlimitDescriptors,
} from '../../src/fault/descriptor-limit.ts';
import { limitMemory, planMemoryLimit, unlimitMemory } from '../../src/fault/memory-limit.ts';
import { type NamedProcess, nameProcess } from '../../src/fault/named-process.ts';
import { descendants } from '../../src/proc/children.ts';

function softLimit(pid: number): number {
  return Number(/^Max open files\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1]);
}

/** A shell that starts a child whenever it gets a line, and says so. */
async function family(context: TestContext): Promise<{
  readonly root: NamedProcess;
  pids(): number[];
  another(): Promise<void>;
}> {
  const script = 'ulimit -Sn 500; sleep 1000 & echo up; while read line; do sleep 1000 & echo up; done';
  const child = spawn('bash', ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const { pid = 0 } = child;
  context.after(() => process.kill(-pid, 'SIGKILL'));
  const lines = createInterface({ input: child.stdout });
  await once(lines, 'line');
  const root = nameProcess(pid) ?? assert.fail('it is there');
  return {
    root,
    pids: () => [pid, ...descendants('/proc', pid).pids],
    another: async () => {
      const up = once(lines, 'line');
      child.stdin.write('another\n');
      await up;
    },
  };
}

test('a process, its children, and those born meanwhile have fewer descriptors, and then as many as before', async (context) => {
  const { root, pids, another } = await family(context);
  const limit = await planDescriptorLimit(root, 40);
  const begun = await limitDescriptors(limit);
  assert.deepEqual(begun.figures, { processesLimited: 2, fdLimit: 40 });
  await another();
  assert.deepEqual(pids().map(softLimit), [40, 40, 40]);
  for (let times = 0; times < 2; times++) {
    assert.equal((await unlimitDescriptors(limit)).seen, true);
    assert.deepEqual(pids().map(softLimit), [500, 500, 500]);
  }
});

test('a limit that somebody else set meanwhile stays', async (context) => {
  const { root, pids } = await family(context);
  const limit = await planDescriptorLimit(root, 40);
  await limitDescriptors(limit);
  const [, child = 0] = pids();
  const other = { kind: 'descriptor-limit' as const, fds: 77, members: limit.members.slice(1) };
  await limitDescriptors(other);
  await unlimitDescriptors(limit);
  assert.deepEqual([root.pid, child].map(softLimit), [500, 77]);
});

test('the limit is undone from its record alone, and of a process that ended nothing is left to undo', async (context) => {
  const { root, pids } = await family(context);
  const limit = await planDescriptorLimit(root, 40);
  const record = JSON.parse(JSON.stringify(limit)) as typeof limit;
  await limitDescriptors(limit);
  await unlimitDescriptors(record);
  assert.deepEqual(pids().map(softLimit), [500, 500]);
  const gone = { ...record, members: [{ process: { ...root, startTicks: 1 }, softWas: '33' }] };
  assert.match((await unlimitDescriptors(gone)).text, /has ended/);
  assert.equal(softLimit(root.pid), 500);
});

test('a limit that is no lower is refused', async (context) => {
  const { root } = await family(context);
  await assert.rejects(planDescriptorLimit(root, 500), /may have 500 descriptors: 500 is no lower limit/);
});

test('the memory of a control group is limited, and as it was again', async (context) => {
  // What the kernel has there: an ordinary file, that takes what is written.
  const folder = mkdtempSync(join(tmpdir(), 'soakd-group-'));
  context.after(() => rmSync(folder, { recursive: true }));
  await assert.rejects(planMemoryLimit(folder, 1000), /has no memory controller/);
  const max = join(folder, 'memory.max');
  writeFileSync(max, 'max\n');
  const limit = await planMemoryLimit(folder, 2 ** 20);
  assert.deepEqual((await limitMemory(limit)).figures, { memoryLimitBytes: 2 ** 20 });
  assert.equal(readFileSync(max, 'utf8'), '1048576');
  await assert.rejects(
    planMemoryLimit(folder, 2 ** 21),
    /may have 1048576 bytes of memory: 2097152 is no lower/,
  );
  for (let times = 0; times < 2; times++) {
    assert.equal((await unlimitMemory(limit)).seen, true);
    assert.equal(readFileSync(max, 'utf8'), 'max');
  }
  const gone = { ...limit, folder: join(folder, 'gone') };
  assert.match((await unlimitMemory(gone)).text, /is gone, and the limit with it/);
});
