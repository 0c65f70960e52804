import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { openAnalyst } from '../../src/analysis/analyst.ts';
import { SoakdError } from '../../src/error.ts';
import { openStoreWriter } from '../../src/store/writer.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { storeSoak } from './stored-soak.ts';

test('the analyst assesses again and again, and sees what was written meanwhile', async (context) => {
  const { file, run } = await storeSoak(temporaryFolder(context), {
    state: 'running',
    criteria: ['success >= 99%'],
  });
  const analyst = await openAnalyst(file, run);
  context.after(() => analyst.close());
  const before = await analyst.assess({ live: true });
  assert.equal(before.run.state, 'running');
  const writer = await openStoreWriter(file);
  writer.write({ kind: 'run-update', run, state: 'completed' });
  await writer.close();
  const after = await analyst.assess({ live: false });
  assert.equal(after.run.state, 'completed');
  assert.equal(after.criteria[0]?.verdict, 'pass');
});

test('a live assessment asked for while one is under way is that one; a final one waits its turn', async (context) => {
  const { file, run } = await storeSoak(temporaryFolder(context), {
    state: 'running',
    criteria: ['success >= 99%'],
  });
  const analyst = await openAnalyst(file, run);
  context.after(() => analyst.close());
  const first = analyst.assess({ live: true });
  assert.equal(analyst.assess({ live: true }), first);
  const final = analyst.assess({ live: false });
  assert.notEqual(final, first);
  assert.deepEqual(await final, await first);
});

test('trouble is a rejected promise and the analyst lives on', async (context) => {
  const { file, run } = await storeSoak(temporaryFolder(context), { untilS: 0, state: 'failed' });
  const analyst = await openAnalyst(file, run + 1);
  context.after(() => analyst.close());
  await assert.rejects(analyst.assess({ live: true }), SoakdError);
  await assert.rejects(analyst.assess({ live: true }), /analysis of the run failed/);
});

test('between two assessments there is no process, and what a look found stands for the next', async (context) => {
  const { file, run } = await storeSoak(temporaryFolder(context), { state: 'running' });
  const analyst = await openAnalyst(file, run, 0);
  context.after(() => analyst.close());
  const first = await analyst.assess({ live: true });
  while (analyst.pid !== null) await setTimeout(5);
  assert.deepEqual(await analyst.assess({ live: true }), first);
});

test('a process that is killed while it works is told, and another one follows', async (context) => {
  const { file, run } = await storeSoak(temporaryFolder(context), { state: 'running' });
  const analyst = await openAnalyst(file, run);
  context.after(() => analyst.close());
  const pending = assert.rejects(analyst.assess({ live: true }), /its process ended \(SIGKILL\)/);
  process.kill(analyst.pid ?? assert.fail('there is a process'), 'SIGKILL');
  await pending;
  assert.equal((await analyst.assess({ live: true })).run.state, 'running');
});

test('without a database there is no analyst', async (context) => {
  await assert.rejects(openAnalyst(join(temporaryFolder(context), 'none.db'), 1), SoakdError);
});

test('what is asked of a closed analyst is rejected', async (context) => {
  const { file, run } = await storeSoak(temporaryFolder(context), {
    state: 'running',
    criteria: ['success >= 99%'],
  });
  const analyst = await openAnalyst(file, run);
  const pending = analyst.assess({ live: true });
  const rejected = assert.rejects(pending, /analysis of the run failed/);
  await analyst.close();
  await rejected;
  await assert.rejects(analyst.assess({ live: false }), /analysis of the run failed/);
});
