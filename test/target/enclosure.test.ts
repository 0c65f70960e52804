import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SoakdError } from '../../src/error.ts';
import type { LimitsPlan } from '../../src/plan/target/target-plan.ts';
import { readCgroupMount } from '../../src/proc/cgroup.ts';
import { findDelegation } from '../../src/target/delegation.ts';
import { Enclosure, limitsTrouble } from '../../src/target/enclosure.ts';
import { readLimits } from '../../src/target/limits-in-force.ts';

const NONE = { kind: 'none', why: 'soakd runs in the root control group' } as const;

function limits(given: Partial<LimitsPlan>): LimitsPlan {
  return { memoryBytes: null, tasks: null, fds: null, ...given };
}

/** What the kernel would have there: ordinary files, that take what is written. */
function delegatedFolder(context: TestContext): { readonly folder: string; read(name: string): string } {
  const folder = mkdtempSync(join(tmpdir(), 'soakd-delegated-'));
  context.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'cgroup.procs'), '');
  writeFileSync(join(folder, 'cgroup.controllers'), 'cpu memory pids\n');
  writeFileSync(join(folder, 'cgroup.subtree_control'), 'cpu memory pids\n');
  return { folder, read: (name) => readFileSync(join(folder, name), 'utf8') };
}

test('a limit of descriptors holds for the program and whatever it starts, without a control group', () => {
  const enclosure = Enclosure.make({ name: 'api', limits: limits({ fds: 77 }) }, '/logs/k7bd92xq', NONE);
  const [file = '', ...args] = enclosure.enter([
    'sh',
    '-c',
    'ulimit -Sn; ulimit -Hn; echo "$0" "$@"',
    'a b',
    '*',
  ]);
  assert.equal(execFileSync(file, args, { encoding: 'utf8' }), '77\n77\na b *\n');
  assert.equal(enclosure.cgroup, null);
});

test('without limits and without a group a command is started as it is', () => {
  const command = ['node', 'server.js'];
  assert.equal(Enclosure.make({ name: 'api', limits: limits({}) }, '/logs/x', NONE).enter(command), command);
});

test('limits that need a control group are refused where soakd may make none, with the reason', () => {
  for (const given of [limits({ memoryBytes: 2 ** 29 }), limits({ tasks: 200 })]) {
    assert.throws(
      () => Enclosure.make({ name: 'api', limits: given }, '/logs/x', NONE),
      (error) =>
        error instanceof SoakdError &&
        error.exitCode === 2 &&
        error.message ===
          'its limits of memory and tasks cannot be kept: soakd runs in the root control group',
    );
  }
});

test('where the group is delegated a target has its limits in a group of its own', (context) => {
  const { folder, read } = delegatedFolder(context);
  mkdirSync(join(folder, 'target-earlier-api'));
  const given = limits({ memoryBytes: 2 ** 29, tasks: 200 });
  const delegation = { kind: 'delegated', folder } as const;
  const enclosure = Enclosure.make({ name: 'api', limits: given }, '/logs/k7bd92xq', delegation);
  const group = 'target-k7bd92xq-api';
  assert.equal(read(`${group}/memory.max`), '536870912');
  assert.equal(read(`${group}/pids.max`), '200');
  assert.deepEqual(enclosure.cgroup, { folder: join(folder, group), oomKills: 0 });
  assert.ok(!existsSync(join(folder, 'target-earlier-api')), 'what an earlier target left goes');
  assert.ok(existsSync(join(folder, 'soakd-main')));
  // The shell enters the group first: in a real one, by writing 0.
  writeFileSync(join(folder, group, 'cgroup.procs'), '');
  const [file = '', ...args] = enclosure.enter(['echo', 'inside']);
  assert.equal(execFileSync(file, args, { encoding: 'utf8' }), 'inside\n');
  assert.equal(read(`${group}/cgroup.procs`), '0\n');
});

test('a group that its first process has not entered yet is not taken for a left one', (context) => {
  const { folder } = delegatedFolder(context);
  const delegation = { kind: 'delegated', folder } as const;
  for (const name of ['one', 'two']) Enclosure.make({ name, limits: limits({}) }, '/logs/x', delegation);
  assert.ok(existsSync(join(folder, 'target-x-one')) && existsSync(join(folder, 'target-x-two')));
});

test('a limit whose controller was not handed down is refused, not forgotten', (context) => {
  const { folder } = delegatedFolder(context);
  writeFileSync(join(folder, 'cgroup.subtree_control'), 'pids\n');
  writeFileSync(join(folder, 'cgroup.controllers'), 'pids\n');
  const make = (given: LimitsPlan) => () =>
    Enclosure.make({ name: 'api', limits: given }, '/logs/x', { kind: 'delegated', folder });
  assert.throws(make(limits({ memoryBytes: 1e9 })), /its control group has no memory controller/);
  make(limits({ tasks: 10 }))();
});

test('an end that the kernel gave for memory says so', async (context) => {
  const { folder } = delegatedFolder(context);
  const delegation = { kind: 'delegated', folder } as const;
  const enclosure = Enclosure.make({ name: 'api', limits: limits({}) }, '/logs/x', delegation);
  const { promise, resolve } = Promise.withResolvers<{ why: string; failed: boolean }>();
  const explained = enclosure.explain(promise);
  writeFileSync(join(folder, 'target-x-api/memory.events'), 'low 0\noom 1\noom_kill 1\n');
  resolve({ why: 'killed by SIGKILL', failed: true });
  assert.deepEqual(await explained, {
    why: 'killed by SIGKILL; the kernel killed 1 of its processes for memory',
    failed: true,
  });
});

test('check tells beforehand which limits cannot be kept here', () => {
  const source = {
    kind: 'start',
    command: ['x'],
    environment: {},
    workingDirectory: '/',
    ready: { kind: 'delay', delayMs: 1 },
    stopGraceMs: 1,
  } as const;
  const target = { name: 'api', tree: true, restart: 'never' } as const;
  const plan = (given: LimitsPlan) => ({ targets: [{ ...target, source: { ...source, limits: given } }] });
  assert.equal(
    limitsTrouble(plan(limits({ tasks: 5 })), NONE),
    'cannot limit memory and tasks of api when run from here (soakd runs in the root control group); soakd.service can',
  );
  assert.equal(limitsTrouble(plan(limits({ fds: 5 })), NONE), null);
  assert.equal(limitsTrouble(plan(limits({ tasks: 5 })), { kind: 'delegated', folder: '/x' }), null);
});

test('limits in force are read of a process, whoever set them', async () => {
  const child = spawn('sh', ['-c', 'ulimit -n 99; echo; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  assert.equal(readLimits('/proc', child.pid ?? 0).fds, 99);
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.deepEqual(readLimits('/proc', child.pid ?? 0), { memoryBytes: null, tasks: null, fds: null });
});

const canMakeGroups = (): string | null => {
  const mount = readCgroupMount('/proc');
  if (mount === null || process.getuid?.() !== 0) return null;
  const folder = join(mount, `soakd-test-${process.pid}`);
  try {
    mkdirSync(folder);
    return folder;
  } catch {
    return null;
  }
};

test('in a real group soakd moves aside and its target runs in one of its own', async (context) => {
  const folder = canMakeGroups();
  if (folder === null) {
    // Without a group of its own soakd makes none, and says why.
    assert.equal(findDelegation().kind === 'none' || process.getuid?.() !== 0, true);
    return;
  }
  context.after(() => {
    for (const name of readdirSync(folder, { withFileTypes: true }))
      if (name.isDirectory()) rmdirSync(join(folder, name.name));
    rmdirSync(folder);
  });
  const program = fileURLToPath(new URL('../fixture/program/target-enclosed.ts', import.meta.url));
  const enter = 'echo 0 >"$1/cgroup.procs"; shift; exec "$@"';
  const output = execFileSync('sh', ['-c', enter, 'sh', folder, process.execPath, program], {
    encoding: 'utf8',
  });
  const { delegation, own, target } = JSON.parse(output) as Record<string, string>;
  assert.equal(delegation, 'delegated');
  assert.match(own ?? '', /soakd-test-\d+\/soakd-main$/);
  assert.match(target ?? '', /soakd-test-\d+\/target-run-api$/);
});
