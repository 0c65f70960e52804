import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { systemClock } from '../../src/clock.ts';
import { freeze } from '../../src/fault/freeze.ts';
import { Guardian } from '../../src/fault/guardian.ts';
import { lives, type NamedProcess, nameProcess, stateOf } from '../../src/fault/named-process.ts';
import { readReverted, revertLeft } from '../../src/fault/revert-left.ts';
import { UndoLog } from '../../src/fault/undo-log.ts';
import { until } from '../../src/fault/until.ts';
import { isStopped } from '../../src/proc/process.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

/** Longer than anything takes on a busy machine: a test fails by it, and never waits for it. */
const PATIENCE_MS = 60_000;

/** A shell with a child. */
async function family(context: TestContext): Promise<NamedProcess> {
  const child = spawn('sh', ['-c', 'sleep 1000 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = await Promise.all([
    new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data)))),
  ]);
  context.after(() => {
    process.kill(Number(line), 'SIGKILL');
    child.kill('SIGKILL');
  });
  return named(child.pid ?? 0);
}

function named(pid: number): NamedProcess {
  const found = nameProcess(pid);
  assert.ok(found !== null);
  return found;
}

function isFrozen(process: NamedProcess): boolean {
  return isStopped(stateOf(process) ?? '');
}

/** Frozen, with its undo on the disk, as a soakd has it that dies now. */
async function frozen(
  context: TestContext,
  overdueMs = Number.MAX_SAFE_INTEGER,
): Promise<{ log: UndoLog; root: NamedProcess }> {
  const root = await family(context);
  const log = new UndoLog(join(temporaryFolder(context), 'faults'));
  const act = freeze('sh', root);
  log.commit({ id: '0-0', what: 'freeze sh', monotonicMs: 1, wallMs: 2, overdueMs, undo: act.undo });
  await act.begin();
  assert.ok(isFrozen(root));
  return { log, root };
}

test('a frozen process stands still with its descendants, and goes on with them', async (context) => {
  const root = await family(context);
  const act = freeze('sh', root);
  const begin = await act.begin();
  assert.deepEqual(begin.figures, { processesStopped: 2, processes: 2 });
  assert.equal(begin.seen, true);
  assert.ok(isFrozen(root));
  const end = await act.end();
  assert.equal(end.seen, true, end.text);
  assert.match(end.text, /2 processes go on/);
  assert.equal(isFrozen(root), false);
});

test('freezing what has ended is no proof of anything', async (context) => {
  const root = await family(context);
  const act = freeze('sh', { ...root, startTicks: root.startTicks + 1 });
  assert.equal((await act.begin()).seen, false);
  assert.equal(isFrozen(root), false, 'a pid that names another process by now is left alone');
  assert.match((await act.end()).text, /none was stopped/);
});

test('what a dead soakd has left is reverted once', async (context) => {
  const { log, root } = await frozen(context);
  await Promise.all([revertLeft(log.folder), revertLeft(log.folder)]);
  assert.equal(isFrozen(root), false);
  const [reverted, ...others] = readReverted(log.folder);
  assert.deepEqual(others, []);
  assert.deepEqual([reverted?.id, reverted?.done, reverted?.failed], ['0-0', ['2 processes go on'], null]);
  log.forget();
  assert.deepEqual(readdirSync(log.folder), []);
});

test('what a reverter was at when it died is taken over', async (context) => {
  const { log, root } = await frozen(context);
  const dead = `0-0.claim-${root.pid}-${root.startTicks + 1}-${root.bootId}`;
  renameSync(join(log.folder, '0-0.undo'), join(log.folder, dead));
  await revertLeft(log.folder);
  assert.equal(isFrozen(root), false);
  assert.equal(readReverted(log.folder).length, 1);
});

test('a record that cannot be read keeps no other from being reverted', async (context) => {
  const { log, root } = await frozen(context);
  writeFileSync(join(log.folder, '0-.undo'), '{');
  await revertLeft(log.folder);
  assert.equal(isFrozen(root), false);
  assert.ok(existsSync(join(log.folder, '0-.damaged')), 'it is kept to be looked into');
});

test('a settled record is nobody’s to revert', async (context) => {
  const { log, root } = await frozen(context);
  log.settle('0-0');
  await revertLeft(log.folder);
  assert.ok(isFrozen(root));
  assert.deepEqual(readReverted(log.folder), []);
  process.kill(root.pid, 'SIGCONT');
});

test('the guardian does nothing while its owner lives, and reverts when it is gone', async (context) => {
  const { log, root } = await frozen(context);
  const guardian = new Guardian(log.folder);
  await guardian.watch();
  const watching = named(guardian.pid ?? 0);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(watching.pid, signal);
  assert.ok(lives(watching) && isFrozen(root), 'signals to soakd are not for the guardian');
  await guardian.close();
  assert.equal(isFrozen(root), false);
  assert.equal(lives(watching), false, 'it has outlived its owner just long enough');
  assert.equal(readReverted(log.folder).length, 1);
});

test('the guardian reverts what its owner, who lives, has not ended in time', async (context) => {
  const { log, root } = await frozen(context, systemClock.monotonicMs() + 100);
  const guardian = new Guardian(log.folder);
  await guardian.watch();
  assert.ok(await until(() => !isFrozen(root), PATIENCE_MS));
  // Its owner, who wakes up, ends it as well, and finds nothing to do.
  log.settle('0-0');
  await guardian.close();
  assert.deepEqual(
    readReverted(log.folder).map(({ id, done }) => [id, done]),
    [['0-0', ['2 processes go on']]],
  );
});

test('a guardian that is gone is followed by another one before the next fault', async (context) => {
  const guardian = new Guardian(temporaryFolder(context));
  await guardian.watch();
  const first = named(guardian.pid ?? 0);
  process.kill(first.pid, 'SIGKILL');
  assert.ok(await until(() => guardian.pid === null, PATIENCE_MS));
  await guardian.watch();
  assert.notEqual(guardian.pid, first.pid);
  await guardian.close();
});
