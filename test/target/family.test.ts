import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { readCmdline } from '../../src/proc/process.ts';
import { isAlive, type Member, signalProcess } from '../../src/proc/signal-process.ts';
import { Family } from '../../src/target/family.ts';
import { TargetLog } from '../../src/target/target-log.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { member, startStranger } from './recorded-life.ts';

function familyOf(context: TestContext, root: Member): Family {
  return new Family(root, statSync(new TargetLog(temporaryFolder(context), 'api').path), '/proc');
}

/** A process with one child, which leads a session of its own when `launcher` is setsid. */
async function startPair(context: TestContext, launcher: 'setsid' | 'env') {
  const root = await startStranger(context, ['sh', '-c', `${launcher} sleep 1000 & echo "child $!"; wait`]);
  const child = member(Number((await root.printed(/^child (\d+)$/))[1]));
  context.after(() => signalProcess('/proc', child, 'SIGKILL'));
  const isLaunched = (): boolean => readCmdline('/proc', child.pid)?.[0] === 'sleep';
  while (!isLaunched()) await setImmediate(undefined, { signal: context.signal });
  return { root, child };
}

test('the family is the root and its children', async (context) => {
  const { root, child } = await startPair(context, 'env');
  assert.deepEqual(familyOf(context, root).members(), [
    { pid: root.pid, startTicks: root.startTicks, inGroup: true },
    { ...child, inGroup: true },
  ]);
});

test('nobody belongs to a root whose pid names another process by now', async (context) => {
  const { root } = await startPair(context, 'env');
  const formerOwner = { pid: root.pid, startTicks: root.startTicks - 1 };
  const family = familyOf(context, formerOwner);
  family.remember();
  assert.deepEqual(family.members(), []);
});

test('whoever writes to the log belongs to the family, unless older than the root', async (context) => {
  const log = new TargetLog(temporaryFolder(context), 'api').path;
  const writer = await startStranger(context, ['sh', '-c', `exec 2>>${log}; echo on; kill -STOP $$`]);
  await writer.printed(/^on$/);
  const { pid, startTicks } = writer;
  const nobody = 2 ** 22 + 1;
  const members = (rootStartTicks: number) =>
    new Family({ pid: nobody, startTicks: rootStartTicks }, statSync(log), '/proc').members();
  assert.deepEqual(members(startTicks), [{ pid, startTicks, inGroup: false }]);
  assert.deepEqual(members(startTicks + 1), []);
});

test('a child that left the session is known after its parent has ended, if it was seen before', async (context) => {
  const { root, child } = await startPair(context, 'setsid');
  const attentive = familyOf(context, root);
  const careless = familyOf(context, root);
  attentive.remember();
  signalProcess('/proc', root, 'SIGKILL');
  while (isAlive('/proc', root)) await setImmediate(undefined, { signal: context.signal });
  attentive.remember();
  assert.deepEqual(attentive.members(), [{ ...child, inGroup: false }]);
  assert.deepEqual(careless.members(), []);
});
