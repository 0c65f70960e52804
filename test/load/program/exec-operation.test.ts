import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { SoakdError } from '../../../src/error.ts';
import { compileOperations } from '../../../src/load/compile.ts';
import { loadPlan, openModel, runGenerator } from '../run-generator.ts';
import { execOperation, pidsIn, scratchFolder, untilGone } from './program-operation.ts';

const some = { model: openModel(100) };

test('a command is run for each operation, its words, environment and input filled in', async () => {
  const operation = execOperation(['/bin/sh', '-c', 'read input; echo "$0 $GREETING $input"', `n\${seq}`], {
    program: {
      command: ['/bin/sh', '-c', 'read input; echo "$0 $GREETING $input"', `n\${seq}`],
      environment: { GREETING: 'hello' },
      workingDirectory: '/',
    },
    input: `line \${seq}\n`,
    expect: { exit: [0], contains: 'hello', matches: '^n(\\d+) hello line \\1\n$' },
  });
  const totals = await runGenerator(loadPlan([operation], some), 20);
  assert.deepEqual([totals.sent, totals.ok, totals.failures], [20, 20, {}]);
});

test('no shell reads the words of a command', async () => {
  const operation = execOperation(['echo', '$HOME; exit 1 | *'], {
    expect: { exit: [0], contains: '$HOME; exit 1 | *\n', matches: null },
  });
  assert.equal((await runGenerator(loadPlan([operation], some), 3)).ok, 3);
});

test('an exit code that is expected is a success, whichever it is', async () => {
  const operation = execOperation(['/bin/sh', '-c', 'exit 3'], {
    expect: { exit: [1, 3], contains: null, matches: null },
  });
  assert.equal((await runGenerator(loadPlan([operation], some), 3)).ok, 3);
});

const failing: Record<string, string> = {
  'exit 7': 'exit-7',
  'kill -TERM $$': 'signal-SIGTERM',
  'echo wrong': 'output',
  'echo right >&2': 'output',
};

for (const [script, failure] of Object.entries(failing)) {
  test(`"${script}" is a failure of class ${failure}`, async () => {
    const operation = execOperation(['/bin/sh', '-c', script], {
      expect: { exit: [0], contains: 'right', matches: null },
    });
    const totals = await runGenerator(loadPlan([operation], some), 3);
    assert.deepEqual([totals.ok, totals.failures], [0, { [failure]: 3 }]);
  });
}

test('a program that is not there is told before the load, and one that vanishes is not-started', async () => {
  const missing = execOperation(['/nowhere/program']);
  assert.throws(
    () => compileOperations([missing], 1),
    (error: unknown) => error instanceof SoakdError && /no program \/nowhere\/program/.test(error.message),
  );
  const absent = { ...missing.program, command: ['true'], workingDirectory: '/nowhere' };
  assert.throws(() => compileOperations([{ ...missing, program: absent }], 1), /\/nowhere does not exist/);
  const chosen = await runGenerator(loadPlan([execOperation([`/nowhere/\${seq}`])], some), 3);
  assert.deepEqual(chosen.failures, { 'not-started': 3 });
});

test('a command that hangs is killed with its group at the timeout', async (t) => {
  const pids = join(scratchFolder(t), 'pids');
  const script = 'sleep 1000 & echo $! >>"$0"; echo $$ >>"$0"; wait';
  const operation = execOperation(['/bin/sh', '-c', script, pids], { timeoutMs: 1000 });
  const totals = await runGenerator(loadPlan([operation], some), 3);
  assert.deepEqual(totals.failures, { timeout: 3 });
  await untilGone(pidsIn(pids));
});

test('what a command leaves behind ends with it, also where it holds the output open', async (t) => {
  const pids = join(scratchFolder(t), 'pids');
  const operation = execOperation(['/bin/sh', '-c', 'sleep 1000 & echo $! >>"$0"; echo done', pids], {
    expect: { exit: [0], contains: 'done', matches: null },
  });
  assert.equal((await runGenerator(loadPlan([operation], some), 2)).ok, 2);
  assert.equal(pidsIn(pids).length, 2);
  await untilGone(pidsIn(pids));
});

test('output without end is read to its end and kept in part', async () => {
  const operation = execOperation(['head', '-c', '30000000', '/dev/zero'], {
    expect: { exit: [0], contains: 'late', matches: null },
  });
  assert.deepEqual((await runGenerator(loadPlan([operation], some), 3)).failures, { output: 3 });
});
