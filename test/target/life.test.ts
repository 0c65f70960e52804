import assert from 'node:assert/strict';
import { readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readBootId } from '../../src/clock.ts';
import { SoakdError } from '../../src/error.ts';
import { isAlive } from '../../src/proc/signal-process.ts';
import { freePort } from '../fixture/port.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { member, program, recordedLife, serverSource, startSource } from './recorded-life.ts';

const MIB = 2 ** 20;
const STAY = ['sleep', '1000'];

test('a started server is watched from its start and ready when it answers', async (context) => {
  const { life, story, logPath } = recordedLife(context, serverSource(await freePort(), ['200']));
  const generation = await life.start();
  assert.deepEqual(story(), ['begin 1', 'ready 1']);
  assert.equal(generation.target, 3);
  assert.equal(generation.generation, 1);
  assert.equal(generation.bootId, readBootId());
  assert.equal(generation.startTicks, member(generation.pid).startTicks);
  assert.match(generation.command, /target-server\.ts \d+ 200$/);
  const { pid, startTicks } = generation;
  const { cgroup: _cgroup, ...watched } = life.current() ?? assert.fail('it is there');
  assert.deepEqual(watched, { target: 3, generation: 1, pid, startTicks, tree: true });
  assert.equal(statSync(logPath).mode & 0o777, 0o600);
  assert.equal(readFileSync(logPath, 'utf8'), 'listening\n');

  await life.stop();
  assert.deepEqual(story(), ['begin 1', 'ready 1', 'end 1: soak ended (planned)']);
  assert.equal(life.current(), null);
  assert.equal(isAlive('/proc', generation), false);
});

test('the environment and the working directory are those of the plan, and the stored command has neither', async (context) => {
  const folder = temporaryFolder(context);
  const script = 'echo "$PWD $CANARY"; cat; echo ready; sleep 1000';
  const { life, logPath } = recordedLife(
    context,
    startSource(
      ['sh', '-c', script],
      { kind: 'log', pattern: '^ready$', withinMs: 10_000 },
      {
        environment: { CANARY: 'hunter2' },
        workingDirectory: folder,
      },
    ),
  );
  const { command } = await life.start();
  assert.equal(readFileSync(logPath, 'utf8'), `${folder} hunter2\nready\n`);
  assert.equal(command, `sh -c '${script}'`);
});

test('a target killed from outside ends one generation and begins the next', async (context) => {
  const { life, story, next } = recordedLife(context, serverSource(await freePort()), { restart: 'always' });
  const first = await life.start();
  await next('ready');
  process.kill(first.pid, 'SIGKILL');
  assert.equal((await next('end')).why, 'killed by SIGKILL');
  assert.equal(life.current(), null);
  const { generation: second } = await next('ready');
  assert.notEqual(second.pid, first.pid);
  assert.equal(life.current()?.generation, 2);
  assert.ok(second.begunMs >= first.begunMs + 200, 'the restart waits a little');
  assert.deepEqual(story(), [
    'begin 1',
    'ready 1',
    'end 1: killed by SIGKILL',
    'restart: killed by SIGKILL',
    'begin 2',
    'ready 2',
  ]);
  await life.stop();
});

test('children that outlive a crashed target are ended before it is started again', async (context) => {
  const port = await freePort();
  const server = `"$0" ${program('target-server')} ${port}`;
  const source = startSource(['sh', '-c', `${server} & ${server} & wait`, process.execPath], {
    kind: 'port',
    host: '127.0.0.1',
    port,
    withinMs: 20_000,
  });
  const { life, next, story } = recordedLife(context, source, { restart: 'always' });
  const first = await life.start();
  await next('ready');
  process.kill(first.pid, 'SIGKILL');
  await next('ready');
  assert.deepEqual(story().slice(2), [
    'end 1: killed by SIGKILL',
    'restart: killed by SIGKILL',
    'begin 2',
    'ready 2',
  ]);
  await life.stop();
});

test('with restart never an exit loses the target', async (context) => {
  const { life, next, story } = recordedLife(context, startSource(STAY), { restart: 'never' });
  const { pid } = await life.start();
  process.kill(pid, 'SIGTERM');
  assert.equal((await next('lost')).why, 'killed by SIGTERM; it is not restarted');
  await life.stop();
  assert.deepEqual(story().slice(2), [
    'end 1: killed by SIGTERM',
    'lost: killed by SIGTERM; it is not restarted',
  ]);
});

test('with restart on-failure an exit code 0 loses the target and any other does not', async (context) => {
  const flag = join(temporaryFolder(context), 'flag');
  const source = startSource(
    ['sh', '-c', 'trap "exit $0" USR1; echo up; while :; do sleep 0.01; done', '7'],
    {
      kind: 'log',
      pattern: 'up',
      withinMs: 10_000,
    },
  );
  const failing = recordedLife(context, source, { restart: 'on-failure' });
  process.kill((await failing.life.start()).pid, 'SIGUSR1');
  assert.equal((await failing.next('end')).why, 'exited with code 7');
  await failing.next('restart');
  writeFileSync(flag, '');

  const calm = recordedLife(
    context,
    { ...source, command: source.command.with(3, '0') },
    { restart: 'on-failure' },
  );
  process.kill((await calm.life.start()).pid, 'SIGUSR1');
  assert.equal((await calm.next('lost')).why, 'exited with code 0; its restart policy is on-failure');
});

test('a crash loop slows down and then loses the target', async (context) => {
  const limits = { firstDelayMs: 1, longestDelayMs: 4, steadyAfterMs: 60_000, most: 4, withinMs: 600_000 };
  const folder = temporaryFolder(context);
  const script = 'test -e crash && { echo "no luck"; exit 9; }; echo up; sleep 1000';
  const source = startSource(
    ['sh', '-c', script],
    { kind: 'log', pattern: 'up', withinMs: 10_000 },
    { workingDirectory: folder },
  );
  const { life, next, reports, story } = recordedLife(context, source, {
    restart: 'always',
    restartLimits: limits,
  });
  const { pid } = await life.start();
  writeFileSync(join(folder, 'crash'), '');
  process.kill(pid, 'SIGKILL');
  assert.equal(
    (await next('lost')).why,
    'exited with code 9 before it was ready; it was restarted 4 times within 10 min',
  );
  const delays = reports.flatMap((report) => (report.kind === 'restart' ? [report.afterMs] : []));
  assert.deepEqual(delays, [1, 2, 4, 4]);
  assert.deepEqual(story().slice(-3), [
    'begin 5',
    'end 5: exited with code 9 before it was ready',
    'lost: exited with code 9 before it was ready; it was restarted 4 times within 10 min',
  ]);
  assert.equal(life.current(), null);
});

test('the word of the reader ends a generation only if it is about the present one', async (context) => {
  const { life, next } = recordedLife(context, startSource(STAY), { restart: 'always' });
  const { generation, pid } = await life.start();
  life.noteGone(generation - 1, 'pid reused');
  assert.equal(life.current()?.generation, generation);
  process.kill(pid, 'SIGKILL');
  life.noteGone(generation, 'zombie');
  assert.equal(
    (await next('end')).why,
    'killed by SIGKILL',
    'the exit of a child tells more than the reader',
  );
});

test('an abort during the start leaves nothing behind', async (context) => {
  const stop = new AbortController();
  const ready = { kind: 'log', pattern: 'never', withinMs: 60_000 } as const;
  const { life, next, story } = recordedLife(context, startSource(STAY, ready));
  const starting = life.start(stop.signal);
  const { generation } = await next('begin');
  stop.abort(new SoakdError('enough'));
  await assert.rejects(starting, /enough/);
  assert.equal(isAlive('/proc', generation), false);
  assert.deepEqual(story(), ['begin 1', 'end 1: soak ended (planned)']);
});

test('a stop while the next generation waits for its turn ends the life', async (context) => {
  const limits = { firstDelayMs: 60_000, longestDelayMs: 60_000, steadyAfterMs: 1e9, most: 9, withinMs: 1e9 };
  const { life, next, story } = recordedLife(context, startSource(STAY), {
    restart: 'always',
    restartLimits: limits,
  });
  const { pid } = await life.start();
  process.kill(pid, 'SIGKILL');
  await next('restart');
  await life.stop();
  assert.deepEqual(story().slice(2), ['end 1: killed by SIGKILL', 'restart: killed by SIGKILL']);
});

test('a target that writes a lot does not fill the disk', async (context) => {
  const source = startSource([process.execPath, program('target-chatter'), '20'], {
    kind: 'log',
    pattern: '^done$',
    withinMs: 30_000,
  });
  const { life, logPath } = recordedLife(context, source);
  await life.start();
  const isCut = () => statSync(logPath).size <= 16 * MIB;
  const cut = Promise.withResolvers<void>();
  const watcher = watch(logPath, () => isCut() && cut.resolve());
  context.after(() => watcher.close());
  if (isCut()) cut.resolve();
  await cut.promise;
  const output = readFileSync(`${logPath}.1`, 'latin1') + readFileSync(logPath, 'latin1');
  assert.ok(output.length >= 16 * MIB && output.length < 20 * MIB, `${output.length} bytes were kept`);
  assert.ok(output.endsWith('20479\ndone\n'));
});

test('what systemd and Node tell soakd by its environment is not told to the target', async (context) => {
  const own = {
    NOTIFY_SOCKET: '/run/own',
    WATCHDOG_USEC: '1',
    LISTEN_FDS: '1',
    NODE_CHANNEL_FD: '3',
    COMMON: 'kept',
  };
  Object.assign(process.env, own);
  context.after(() => {
    for (const name of Object.keys(own)) delete process.env[name];
  });
  const { life, logPath } = recordedLife(
    context,
    startSource(['sh', '-c', 'env; echo up; sleep 1000'], { kind: 'log', pattern: '^up$', withinMs: 10_000 }),
  );
  await life.start();
  const given = readFileSync(logPath, 'utf8')
    .split('\n')
    .map((line) => line.split('=')[0] ?? '');
  assert.deepEqual(
    given.filter((name) => name in own),
    ['COMMON'],
  );
});

test('a restarted target that does not get ready is tried again', async (context) => {
  const folder = temporaryFolder(context);
  const script = 'if test -e mute; then rm mute; else echo up; fi; sleep 1000';
  const source = startSource(
    ['sh', '-c', script],
    { kind: 'log', pattern: 'up', withinMs: 400 },
    { workingDirectory: folder },
  );
  const { life, next, story } = recordedLife(context, source, { restart: 'on-failure' });
  const { pid } = await life.start();
  await next('ready');
  writeFileSync(join(folder, 'mute'), '');
  process.kill(pid, 'SIGKILL');
  assert.equal((await next('ready')).generation.generation, 3);
  assert.deepEqual(story().slice(4, 8), [
    'begin 2',
    'end 2: was not ready in time: no line of its output matches /up/',
    'restart: was not ready in time: no line of its output matches /up/',
    'begin 3',
  ]);
});
