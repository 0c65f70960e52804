import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { readIdentity } from '../../src/proc/process.ts';
import { isAlive, type Member, signalProcess } from '../../src/proc/signal-process.ts';
import { freePort } from '../fixture/port.ts';
import { member, program, recordedLife, serverSource, startSource, startStranger } from './recorded-life.ts';

const alive = (one: Member): boolean => isAlive('/proc', one);

function familySource(stopGraceMs: number, ...args: string[]) {
  return startSource(
    [process.execPath, program('target-family'), ...args],
    { kind: 'log', pattern: '^\\{.*\\}$', withinMs: 30_000 },
    { stopGraceMs },
  );
}

/** The children that the fixture printed. */
function readFamily(logPath: string): { near: Member; far: Member; orphan: Member } {
  const { near, far, orphan } = JSON.parse(readFileSync(logPath, 'utf8'));
  return { near: member(near), far: member(far), orphan: member(orphan) };
}

test('a stop ends children in the group, in a session of their own, and without a parent', async (context) => {
  const { life, logPath, story } = recordedLife(context, familySource(30_000));
  const root = await life.start();
  const { near, far, orphan } = readFamily(logPath);
  assert.ok([root, near, far, orphan].every(alive));
  await life.stop();
  assert.deepEqual([root, near, far, orphan].map(alive), [false, false, false, false]);
  assert.equal(story().at(-1), 'end 1: soak ended (planned)');
});

test('what ignores SIGTERM is killed after the grace', async (context) => {
  const { life, logPath, story } = recordedLife(context, familySource(300, 'ignore-term'));
  await life.start();
  const family = Object.values(readFamily(logPath));
  await life.stop();
  assert.deepEqual(family.map(alive), [false, false, false]);
  assert.equal(story().at(-1), 'end 1: soak ended; killed, as it did not end on SIGTERM (planned)');
});

test('a stop that has to hurry does not wait for the grace, also when it had begun', async (context) => {
  const source = serverSource(await freePort(), ['0', 'ignore-term'], { stopGraceMs: 600_000 });
  const { life } = recordedLife(context, source);
  const root = await life.start();
  const hurry = new AbortController();
  const stopped = life.stop(hurry.signal);
  hurry.abort();
  await stopped;
  assert.equal(alive(root), false);
});

test('a second stop waits for the first, and its hurry counts', async (context) => {
  const source = serverSource(await freePort(), ['0', 'ignore-term'], { stopGraceMs: 600_000 });
  const { life, story } = recordedLife(context, source);
  await life.start();
  const first = life.stop();
  await life.stop(AbortSignal.abort());
  await first;
  assert.equal(story().filter((line) => line.startsWith('end')).length, 1);
});

test('a stopped process is ended without waiting for the grace', async (context) => {
  const { life, story } = recordedLife(
    context,
    startSource(['sleep', '1000'], undefined, { stopGraceMs: 600_000 }),
  );
  const { pid } = await life.start();
  process.kill(pid, 'SIGSTOP');
  await life.stop();
  assert.equal(story().at(-1), 'end 1: soak ended (planned)');
});

test('stopping at once has killed the whole family when it returns', async (context) => {
  const { life, logPath, story } = recordedLife(context, familySource(600_000, 'ignore-term'), {
    restart: 'always',
  });
  const root = await life.start();
  const family = Object.values(readFamily(logPath));
  life.stopAtOnce();
  assert.equal(story().at(-1), 'end 1: soak ended (planned)');
  await life.stop();
  assert.deepEqual([root, ...family].map(alive), [false, false, false, false]);
  assert.deepEqual(story(), ['begin 1', 'ready 1', 'end 1: soak ended (planned)'], 'it does not come back');
});

test('once all are gone nobody is signalled any more, whoever writes to the log', async (context) => {
  const { life, logPath } = recordedLife(context, startSource(['sleep', '1000']));
  await life.start();
  await life.stop();
  const script = `exec 2>>${logPath}; echo on; kill -STOP $$; echo still here; exec sleep 1000`;
  const stranger = await startStranger(context, ['sh', '-c', script]);
  while (readIdentity('/proc', stranger.pid)?.state !== 'T')
    await setImmediate(undefined, { signal: context.signal });
  life.stopAtOnce();
  await life.stop();
  signalProcess('/proc', stranger, 'SIGCONT');
  await stranger.printed(/^still here$/);
});

test('a process with the pid but not the start time of a member is left alone', async (context) => {
  const bystander = spawn('sleep', ['1000']);
  context.after(() => bystander.kill('SIGKILL'));
  await once(bystander, 'spawn');
  const { pid, startTicks } = member(bystander.pid ?? 0);
  assert.equal(signalProcess('/proc', { pid, startTicks: startTicks - 1 }, 'SIGKILL'), false);
  assert.equal(alive({ pid, startTicks }), true);
  assert.equal(signalProcess('/proc', { pid, startTicks }, 'SIGKILL'), true);
  assert.deepEqual(await once(bystander, 'exit'), [null, 'SIGKILL']);
});
