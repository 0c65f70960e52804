/** What a load starts does not outlive it, however it ends. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { OperationPlan } from '../../../src/plan/operation/operation-plan.ts';
import { execOperation, isAlive, scratchFolder, untilGone, untilPids } from './program-operation.ts';

const owner = new URL('../../fixture/program/operations-owner.ts', import.meta.url).pathname;

async function startOwner(t: TestContext, operations: readonly OperationPlan[]) {
  const child = spawn(process.execPath, [owner, JSON.stringify(operations)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  return { child, loadPid: Number(String(line).trim()) };
}

/** Leaves its process group and its session, and is handed to init. */
const STRAY = 'setsid sleep 1000 & echo $! >>"$0"; echo $$ >>"$0"; sleep 1000';

/** Each kind that starts something, with what it starts left behind; each writes pids into the file. */
function strays(t: TestContext, pids: string): OperationPlan[] {
  const command = ['/bin/sh', '-c', STRAY, pids];
  const exec = execOperation(command);
  const { expect: _expect, input: _input, ...base } = exec;
  const file = join(scratchFolder(t), 'stray.mjs');
  writeFileSync(
    file,
    `import { spawn } from 'node:child_process';
    import { appendFileSync } from 'node:fs';
    export default () => {
      const child = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
      appendFileSync(${JSON.stringify(pids)}, child.pid + '\\n');
      return new Promise(() => {});
    };`,
  );
  const { program: _program, ...bare } = base;
  return [
    exec,
    { ...base, kind: 'stdio', name: 'stdio', send: '{}', idField: 'id', children: 1, expect: NOTHING },
    { ...base, kind: 'command', name: 'command', exit: [0], lines: null },
    { ...bare, kind: 'module', name: 'module', file, options: 'null' },
  ];
}

const NOTHING = { contains: null, matches: null };

for (const killed of ['the load process', 'the one that started the load'] as const) {
  test(`when ${killed} is killed by SIGKILL, nothing that it had started goes on`, async (t) => {
    const pids = join(scratchFolder(t), 'pids');
    const { child, loadPid } = await startOwner(t, strays(t, pids));
    const started = await untilPids(pids, 12);
    assert.ok(started.every(isAlive));
    process.kill(killed === 'the load process' ? loadPid : (child.pid ?? 0), 'SIGKILL');
    await untilGone(started);
  });
}
