import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { freePort } from '../fixture/port.ts';
import { recordedLife, serverSource, startSource, startStranger } from './recorded-life.ts';

test('a target that a fault kills ends as planned, and a new generation follows whatever the policy', async (context) => {
  const { life, story, next } = recordedLife(context, serverSource(await freePort()), { restart: 'never' });
  const first = await life.start();
  await next('ready');
  assert.equal(await life.strike('SIGKILL', 10_000), 'killed by SIGKILL');
  const { generation: second } = await next('ready');
  assert.notEqual(second.pid, first.pid);
  assert.deepEqual(story().slice(2), [
    'end 1: killed by SIGKILL, by a fault (planned)',
    'restart: killed by SIGKILL, by a fault',
    'begin 2',
    'ready 2',
  ]);
  process.kill(second.pid, 'SIGKILL');
  assert.equal((await next('lost')).why, 'killed by SIGKILL; it is not restarted');
  await life.stop();
});

test('a target that goes on after the signal is not struck, and a later end of its own is not planned', async (context) => {
  const source = startSource(['sh', '-c', 'trap "" TERM; echo up; while :; do sleep 0.05; done'], {
    kind: 'log',
    pattern: 'up',
    withinMs: 10_000,
  });
  const { life, story, next } = recordedLife(context, source);
  const { pid } = await life.start();
  assert.equal(await life.strike('SIGTERM', 50), null);
  process.kill(pid, 'SIGKILL');
  await next('lost');
  assert.equal(story().at(-2), 'end 1: killed by SIGKILL');
  assert.equal(await life.strike('SIGKILL', 50), null, 'there is none');
});

test('a struck process that soakd attached to ends as planned at once, and is looked for again', async (context) => {
  const stranger = await startStranger(context, ['sleep', '1234']);
  const comm = readFileSync(`/proc/${stranger.pid}/comm`, 'latin1').trim();
  const source = { kind: 'match', comm, exe: null, cmdline: '^sleep 1234$' } as const;
  const { life, story, next } = recordedLife(context, source, { restart: 'never' });
  await life.start();
  assert.equal(await life.strike('SIGKILL', 10_000), 'ended on SIGKILL');
  await next('restart');
  await startStranger(context, ['sleep', '1234']);
  await next('begin');
  await next('begin');
  assert.deepEqual(story().slice(2, 5), [
    'end 1: ended on SIGKILL, by a fault (planned)',
    'restart: ended on SIGKILL, by a fault',
    'begin 2',
  ]);
  await life.stop();
});
