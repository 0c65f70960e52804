import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { readBootId } from '../../src/clock.ts';
import { isAlive, type Member, sendSignal } from '../../src/proc/signal-process.ts';
import type { Generation } from '../../src/target/target.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { member, program, recordedLife, startSource, startStranger } from './recorded-life.ts';

const alive = (one: Member): boolean => isAlive('/proc', one);

function generationOf({ pid, startTicks }: Member, others: Partial<Generation> = {}): Generation {
  const bootId = readBootId();
  return { target: 3, generation: 4, pid, startTicks, bootId, command: 'c', begunMs: 0, ...others };
}

function after(open: Generation | null, wasReady = true) {
  return { earlier: { generations: 4, open, wasReady } };
}

const source = startSource(
  [process.execPath, program('target-family')],
  { kind: 'log', pattern: '^\\{.*\\}$', withinMs: 60_000 },
  { stopGraceMs: 30_000 },
);

/** As soakd starts it, by somebody who does not care for it any more. */
async function startFamily(
  context: TestContext,
): Promise<{ root: Member; family: Member[]; logFolder: string }> {
  const logFolder = temporaryFolder(context);
  const log = join(logFolder, 'api.log');
  const output = openSync(log, 'a', 0o600);
  const child = spawn(process.execPath, [program('target-family')], {
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const root = member(child.pid ?? 0);
  context.after(() => sendSignal(-root.pid, 'SIGKILL'));
  while (!existsSync(log) || !readFileSync(log, 'utf8').endsWith('}\n')) await delay(10);
  const family = Object.values(JSON.parse(readFileSync(log, 'utf8'))).map((pid) => member(Number(pid)));
  for (const { pid } of family) context.after(() => sendSignal(pid, 'SIGKILL'));
  return { root, family, logFolder };
}

test('what an earlier soakd started goes on as the same generation, and ends with its whole family', async (context) => {
  const { root, family, logFolder } = await startFamily(context);
  const { life, story } = recordedLife(context, source, { logFolder, ...after(generationOf(root)) });
  const generation = await life.start();
  assert.deepEqual([generation.generation, generation.pid], [4, root.pid]);
  assert.equal(life.current()?.pid, root.pid);
  assert.ok([root, ...family].every(alive));
  await life.stop();
  assert.deepEqual([root, ...family].map(alive), [false, false, false, false]);
  assert.deepEqual(story(), ['end 4: soak ended (planned)']);
});

test('where the root died while soakd was away, the rest of its family ends before the next generation begins', async (context) => {
  const { root, family, logFolder } = await startFamily(context);
  sendSignal(root.pid, 'SIGKILL');
  while (alive(root)) await delay(10);
  const options = { logFolder, restart: 'always' as const, ...after(generationOf(root)) };
  const { life, story, next } = recordedLife(context, source, options);
  assert.equal(life.current(), null);
  await life.start();
  const { generation } = await next('begin');
  assert.equal(generation.generation, 5);
  // The second left the group, the log and its parent behind, and nobody was there to see it.
  const [near, , orphan] = family.map(alive);
  assert.deepEqual([near, orphan], [false, false]);
  assert.deepEqual(story().slice(0, 3), [
    'end 4: ended while soakd was away',
    'restart: ended while soakd was away',
    'begin 5',
  ]);
  await life.stop();
});

test('what was started and never noted is known by its log, and ends before anything is started, or at the end', async (context) => {
  const first = await startFamily(context);
  const { logFolder } = first;
  const restarted = recordedLife(context, source, { logFolder, ...after(null) });
  const generation = await restarted.life.start();
  assert.equal(generation.generation, 5);
  assert.deepEqual([first.root, ...first.family].map(alive), [false, false, false, false]);
  await restarted.life.stop();
  assert.deepEqual(restarted.story(), ['begin 5', 'ready 5', 'end 5: soak ended (planned)']);

  const second = await startFamily(context);
  const ended = recordedLife(context, source, { logFolder: second.logFolder, ...after(null) });
  await ended.life.stop();
  assert.deepEqual([second.root, ...second.family].map(alive), [false, false, false, false]);
  assert.deepEqual(ended.story(), []);
});

test('with restart: never, a target that died while soakd was away is lost', async (context) => {
  const gone = spawn('true');
  const root = member(gone.pid ?? 0);
  await once(gone, 'exit');
  const { life, next } = recordedLife(context, source, after(generationOf(root)));
  await life.start();
  assert.match((await next('lost')).why, /ended while soakd was away; it is not restarted/);
});

test('a reboot is no end of its own: a target with restart: never is started anew, an attached pid is lost', async (context) => {
  const stranger = await startStranger(context, ['sleep', '1000']);
  const earlier = after(generationOf(stranger, { bootId: 'earlier' }));
  const started = recordedLife(context, source, earlier);
  await started.life.start();
  assert.equal((await started.next('begin')).generation.generation, 5);
  await started.life.stop();
  const attached = recordedLife(context, { kind: 'pid', pid: stranger.pid }, earlier);
  await attached.life.start();
  assert.match((await attached.next('lost')).why, /the machine was restarted; it is not restarted/);
});

test('the process that has the pid after a reboot is a stranger', async (context) => {
  const stranger = await startStranger(context, ['sleep', '1000']);
  const options = { restart: 'always' as const, ...after(generationOf(stranger, { bootId: 'earlier' })) };
  const { life, story, next } = recordedLife(context, source, options);
  assert.equal(life.current(), null);
  await life.start();
  await next('ready');
  assert.equal(story()[0], 'end 4: the machine was restarted');
  await life.stop();
  assert.ok(alive(stranger));
});

test('a target that had not got ready is ended and started anew', async (context) => {
  const { root, family, logFolder } = await startFamily(context);
  const { life, story } = recordedLife(context, source, { logFolder, ...after(generationOf(root), false) });
  const generation = await life.start();
  assert.deepEqual([root, ...family].map(alive), [false, false, false, false]);
  assert.equal(generation.generation, 5);
  assert.deepEqual(story(), ['end 4: soak ended (planned)', 'begin 5', 'ready 5']);
  await life.stop();
});

test('an attached process that is still there is the same generation, and is left alone at the end', async (context) => {
  const stranger = await startStranger(context, ['sleep', '1000']);
  const attached = { kind: 'pid', pid: stranger.pid } as const;
  const { life, story, next } = recordedLife(context, attached, after(generationOf(stranger)));
  assert.equal((await life.start()).generation, 4);
  life.noteGone(4, 'gone');
  await next('lost');
  await life.stop();
  assert.deepEqual(story(), ['end 4: gone', 'lost: gone; it is not restarted']);
  assert.ok(alive(stranger));
});

test('an attached process that ended meanwhile is lost when it is named by its pid', async (context) => {
  const gone = spawn('true');
  const root = member(gone.pid ?? 0);
  await once(gone, 'exit');
  const { life, next } = recordedLife(context, { kind: 'pid', pid: root.pid }, after(generationOf(root)));
  await life.start();
  assert.match((await next('lost')).why, /ended while soakd was away/);
});
