import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { lives, nameProcess } from '../../src/fault/named-process.ts';
import { press } from '../../src/fault/pressure.ts';
import { until } from '../../src/fault/until.ts';
import { descendants } from '../../src/proc/children.ts';

const MIB = 2 ** 20;

test('cores and memory are used up, seen in what the kernel tells, and free again', async (context) => {
  const act = press({ cores: 1, memoryBytes: 48 * MIB, forMs: 60_000 });
  context.after(() => act.end());
  const begun = await act.begin();
  assert.equal(begun.seen, true, begun.text);
  assert.ok((begun.figures['coresUsed'] ?? 0) > 0);
  assert.ok((begun.figures['memoryHeldBytes'] ?? 0) >= 48 * MIB);
  const { pids } = descendants('/proc', process.pid);
  assert.equal(pids.length, 2);
  const goFirst = pids.filter(
    (pid) => readFileSync(`/proc/${pid}/oom_score_adj`, 'latin1').trim() === '1000',
  );
  assert.equal(goFirst.length, 1, 'what takes memory goes first when there is none');
  const ended = await act.end();
  assert.equal(ended.seen, true);
  assert.ok((ended.figures['cpuS'] ?? 0) > 0);
  assert.deepEqual(descendants('/proc', process.pid).pids, []);
});

test('they end when whoever started them is killed', async (context) => {
  const program = fileURLToPath(new URL('../fixture/program/pressing.ts', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  context.after(() => child.kill('SIGKILL'));
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const named = (JSON.parse(line) as number[]).flatMap((pid) => nameProcess(pid) ?? []);
  assert.equal(named.length, 2);
  child.kill('SIGKILL');
  assert.equal(await until(() => !named.some(lives), 20_000), true, 'they end with it');
});

test('they end by themselves when their time is over', async () => {
  const program = fileURLToPath(new URL('../../src/fault/pressure-process.ts', import.meta.url));
  for (const args of [
    ['cpu', '100'],
    ['memory', '100', '1000'],
  ]) {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'ignore', 'inherit'] });
    const [code] = await once(child, 'exit');
    assert.equal(code, 0);
  }
});

test('more memory than the machine can spare is refused', async () => {
  const act = press({ cores: 0, memoryBytes: 2 ** 50, forMs: 1000 });
  await assert.rejects(
    act.begin(),
    /^SoakdError: 1125899906842624 bytes of memory are not to be had: \d+ may be used up/,
  );
  assert.deepEqual(descendants('/proc', process.pid).pids, []);
});
