import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { StdioOperationPlan } from '../../../src/plan/operation/process-operation-plan.ts';
import { loadPlan, openModel, runGenerator } from '../run-generator.ts';
import { pidsIn, scratchFolder, untilGone } from './program-operation.ts';

const worker = new URL('../../fixture/program/json-lines-worker.ts', import.meta.url).pathname;

function stdioOperation(
  send: object,
  parts: Partial<StdioOperationPlan> & { readonly pids?: string } = {},
): StdioOperationPlan {
  const { pids = '/dev/null', ...rest } = parts;
  return {
    kind: 'stdio',
    name: 'stdio',
    weight: 1,
    target: null,
    timeoutMs: 20_000,
    program: { command: [process.execPath, worker, pids], environment: {}, workingDirectory: '/' },
    send: JSON.stringify(send),
    idField: 'id',
    children: 1,
    expect: { contains: null, matches: '"fine":true' },
    ...rest,
  };
}

test('many lines are on their way to one child, and each gets its own answer', async (t) => {
  const pids = join(scratchFolder(t), 'pids');
  const operation = stdioOperation(
    { do: 'echo', n: `\${seq}` },
    { pids, expect: { contains: '"do":"echo"', matches: '"n":"\\d+"' } },
  );
  const totals = await runGenerator(loadPlan([operation], { connections: 8 }), 300);
  assert.deepEqual([totals.ok, totals.failures, pidsIn(pids).length], [300, {}, 1]);
  await untilGone(pidsIn(pids));
});

test('answers may come in any order, and with the id as text', async () => {
  const backwards = stdioOperation({ do: 'backwards' });
  assert.equal((await runGenerator(loadPlan([backwards], { connections: 4 }), 40)).ok, 40);
  const texts = stdioOperation({ do: 'text-id' });
  assert.equal((await runGenerator(loadPlan([texts]), 10)).ok, 10);
});

test('what is no answer is passed over, also a line without bounds', async () => {
  const totals = await runGenerator(loadPlan([stdioOperation({ do: 'noise' })], { connections: 2 }), 10);
  assert.deepEqual([totals.ok, totals.failures], [10, {}]);
});

test('an answer that is not the expected one is a failure of class reply', async () => {
  const totals = await runGenerator(loadPlan([stdioOperation({ do: 'unknown' })]), 10);
  assert.deepEqual([totals.ok, totals.failures], [0, { reply: 10 }]);
});

test('operations with the same program share its children, and the load is spread over them', async (t) => {
  const pids = join(scratchFolder(t), 'pids');
  const operations = ['a', 'b'].map((name) =>
    stdioOperation({ do: 'echo', fine: true }, { name, pids, children: 3 }),
  );
  const totals = await runGenerator(loadPlan(operations, { connections: 6, model: openModel(100) }), 100);
  assert.deepEqual([totals.ok, pidsIn(pids).length], [100, 3]);
  await untilGone(pidsIn(pids));
});

test('when the child dies, what is in flight fails as died, and another one goes on', async (t) => {
  const pids = join(scratchFolder(t), 'pids');
  const operation = stdioOperation({ do: 'die', n: 3 }, { pids });
  const totals = await runGenerator(loadPlan([operation], { connections: 1, model: openModel(20) }), 3);
  assert.deepEqual(totals.failures, { died: 3 });
  assert.equal(pidsIn(pids).length, 3);
});

test('a child that answers nothing is a timeout, and is not asked to hold what it does not read', async () => {
  const silent = stdioOperation({ do: 'silent' }, { timeoutMs: 1000 });
  assert.deepEqual((await runGenerator(loadPlan([silent]), 5)).failures, { timeout: 5 });
  const deaf = stdioOperation({ text: 'x'.repeat(2 ** 20) }, { timeoutMs: 1000 });
  const program = { ...deaf.program, command: ['sleep', '1000'] };
  const totals = await runGenerator(loadPlan([{ ...deaf, program }], { connections: 2 }), 6);
  assert.deepEqual([totals.failures['timeout'], totals.failed + totals.skipped], [totals.failed, 6]);
});

test('a program that cannot be run is not-started, not a storm of attempts', async () => {
  const operation = stdioOperation({}, { timeoutMs: 2000 });
  const program = { ...operation.program, command: [`/nowhere/\${seq}`] };
  const totals = await runGenerator(loadPlan([{ ...operation, program }]), 20);
  assert.equal(totals.ok, 0);
  assert.ok((totals.failures['not-started'] ?? 0) > 0, JSON.stringify(totals.failures));
});

test('the id may have another name', async () => {
  const operation = stdioOperation(
    { do: 'echo' },
    { idField: 'request', expect: { contains: '"request":', matches: null } },
  );
  assert.equal((await runGenerator(loadPlan([operation]), 5)).ok, 5);
});
