import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { copyFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { AttachSource } from '../../src/plan/target/target-plan.ts';
import { readIdentity } from '../../src/proc/process.ts';
import { isAlive } from '../../src/proc/signal-process.ts';
import { findProcess } from '../../src/target/attach.ts';
import { freePort } from '../fixture/port.ts';
import { temporaryFolder } from '../fixture/soakd.ts';
import { program, recordedLife, startSource, startStranger } from './recorded-life.ts';

const place = { procRoot: '/proc', systemctl: 'systemctl' };
const QUICK = { everyMs: 20, withinMs: 20_000 };

/** A program file of its own name, so that no other process on the machine matches. */
function uniqueProgram(context: TestContext): { file: string; name: string } {
  const name = `soakd-${randomBytes(4).toString('hex')}`;
  const file = join(temporaryFolder(context), name);
  copyFileSync('/bin/sleep', file);
  return { file, name };
}

function match(parts: Partial<Extract<AttachSource, { kind: 'match' }>>): AttachSource {
  return { kind: 'match', comm: null, exe: null, cmdline: null, ...parts };
}

async function find(source: AttachSource) {
  const { pid, startTicks } = await findProcess(source, place);
  return { pid, startTicks };
}

test('a pid is attached to, and lost at once when it is gone', async (context) => {
  const stranger = await startStranger(context, ['sleep', '1000']);
  const { life, next, story } = recordedLife(
    context,
    { kind: 'pid', pid: stranger.pid },
    { restart: 'always' },
  );
  const generation = await life.start();
  assert.equal(generation.command, 'sleep 1000');
  assert.equal(generation.startTicks, stranger.startTicks);
  life.noteGone(2, 'not yet born');
  await setImmediate();
  assert.equal(life.current()?.pid, stranger.pid);
  stranger.kill();
  await stranger.gone;
  life.noteGone(1, 'gone');
  await next('lost');
  assert.deepEqual(story(), ['begin 1', 'ready 1', 'end 1: gone', 'lost: gone; it is not restarted']);
});

test('a process that was attached to is left alone by every kind of stop', async (context) => {
  const stranger = await startStranger(context, ['sleep', '1000']);
  const gentle = recordedLife(context, { kind: 'pid', pid: stranger.pid });
  await gentle.life.start();
  await gentle.life.stop();
  assert.deepEqual(gentle.story(), ['begin 1', 'ready 1', 'end 1: soak ended (planned)']);
  const rough = recordedLife(context, { kind: 'pid', pid: stranger.pid });
  await rough.life.start();
  rough.life.stopAtOnce();
  assert.equal(isAlive('/proc', stranger), true);
});

test('a pid without a process, or of one that has ended but was not collected, is an error', async (context) => {
  const beyondPidMax = 2 ** 22 + 1;
  await assert.rejects(find({ kind: 'pid', pid: beyondPidMax }), /there is no process/);
  const parent = await startStranger(context, [
    'sh',
    '-c',
    'sleep 1000 & echo "child $!"; kill -STOP $$; wait',
  ]);
  const pid = Number((await parent.printed(/^child (\d+)$/))[1]);
  // A stopped parent does not collect its child.
  while (readIdentity('/proc', parent.pid)?.state !== 'T')
    await setImmediate(undefined, { signal: context.signal });
  process.kill(pid, 'SIGKILL');
  while (readIdentity('/proc', pid)?.state !== 'Z') await setImmediate(undefined, { signal: context.signal });
  await assert.rejects(find({ kind: 'pid', pid }), /there is no process/);
});

test('a pidfile is followed to the next process', async (context) => {
  const path = join(temporaryFolder(context), 'api.pid');
  const first = await startStranger(context, ['sleep', '1000']);
  writeFileSync(path, `${first.pid}\n`);
  const { life, next, story } = recordedLife(
    context,
    { kind: 'pidfile', path },
    { restart: 'always', lookAgain: QUICK },
  );
  assert.equal((await life.start()).pid, first.pid);
  await next('ready');
  first.kill();
  await first.gone;
  life.noteGone(1, 'gone');
  await next('restart');
  const second = await startStranger(context, ['sleep', '2000']);
  writeFileSync(path, `${second.pid}\n`);
  assert.equal((await next('ready')).generation.pid, second.pid);
  assert.deepEqual(story().slice(2), ['end 1: gone', 'restart: gone', 'begin 2', 'ready 2']);
});

test('a process that is not found again in time is lost, and so is any with restart never', async (context) => {
  const path = join(temporaryFolder(context), 'api.pid');
  const stranger = await startStranger(context, ['sleep', '1000']);
  writeFileSync(path, `${stranger.pid}\n`);
  const source = { kind: 'pidfile', path } as const;
  const patient = recordedLife(context, source, {
    restart: 'on-failure',
    lookAgain: { everyMs: 10, withinMs: 50 },
  });
  const impatient = recordedLife(context, source, { restart: 'never' });
  await patient.life.start();
  await impatient.life.start();
  stranger.kill();
  await stranger.gone;
  patient.life.noteGone(1, 'gone');
  impatient.life.noteGone(1, 'gone');
  assert.match(
    (await patient.next('lost')).why,
    /^gone; it was not found again within 0\.05 s: there is no process \d+, which/,
  );
  assert.equal((await impatient.next('lost')).why, 'gone; it is not restarted');
});

test('a pidfile that is missing or holds something else is an error', async (context) => {
  const folder = temporaryFolder(context);
  await assert.rejects(find({ kind: 'pidfile', path: join(folder, 'none') }), /cannot read the pidfile/);
  writeFileSync(join(folder, 'words'), '-12\n');
  await assert.rejects(find({ kind: 'pidfile', path: join(folder, 'words') }), /does not begin with a pid/);
});

test('a port leads to the process that listens on it', async (context) => {
  const port = await freePort();
  await assert.rejects(find({ kind: 'port', port }), /nothing listens on port/);
  const stranger = await startStranger(context, [process.execPath, program('target-server'), String(port)]);
  await stranger.printed(/^listening$/);
  assert.equal((await find({ kind: 'port', port })).pid, stranger.pid);
});

test('a process matches by its name, its file, a link to its file and its arguments', async (context) => {
  const { file, name } = uniqueProgram(context);
  const link = `${file}-link`;
  symlinkSync(file, link);
  await assert.rejects(find(match({ comm: name })), /no process matches comm soakd-/);
  const { pid, startTicks } = await startStranger(context, [file, '1000']);
  for (const parts of [
    { comm: name },
    { exe: file },
    { exe: link },
    { exe: name },
    { cmdline: `${name} 10+$` },
  ]) {
    assert.deepEqual(await find(match(parts)), { pid, startTicks });
  }
  await assert.rejects(
    find(match({ comm: name, cmdline: '2000' })),
    /no process matches/,
    'all parts must fit',
  );
});

test('of several that match the common ancestor is meant; without one all are listed', async (context) => {
  const { file, name } = uniqueProgram(context);
  const master = await startStranger(context, ['sh', '-c', `# ${name}\n"$0" 1000 & "$0" 1001 & wait`, file]);
  assert.equal((await find(match({ cmdline: name }))).pid, master.pid);
  const other = await startStranger(context, [file, '1002']);
  await assert.rejects(find(match({ cmdline: name })), (error: Error) => {
    assert.match(error.message, /^2 processes match cmdline/);
    assert.ok(
      error.message.includes(`\n  ${master.pid}  sh -c `) &&
        error.message.includes(`\n  ${other.pid}  ${file} 1002`),
    );
    return true;
  });
});

test('soakd, its children and what started it are attached to only by pid', async (context) => {
  const { file, name } = uniqueProgram(context);
  const { life } = recordedLife(context, startSource([file, '1000']));
  const { pid, startTicks } = await life.start();
  await assert.rejects(find(match({ comm: name })), /no process matches/);
  const path = join(temporaryFolder(context), 'own.pid');
  writeFileSync(path, String(pid));
  await assert.rejects(find({ kind: 'pidfile', path }), /is soakd itself, or was started by it/);
  assert.deepEqual(await find({ kind: 'pid', pid }), { pid, startTicks });
  assert.equal((await find({ kind: 'pid', pid: process.pid })).pid, process.pid);
});

test('a shell that soakd was started from does not match, though its command line names the target', async (context) => {
  const { file, name } = uniqueProgram(context);
  const script = `# ${name}\nPATTERN=${name} "$0" ${program('target-finder')}; kill -STOP $$`;
  const shell = await startStranger(context, ['sh', '-c', script, process.execPath]);
  await shell.printed(/^no process matches cmdline/);
  shell.kill();
  await shell.gone;
  const target = await startStranger(context, [file, '1000']);
  const again = await startStranger(context, ['sh', '-c', script, process.execPath]);
  await again.printed(new RegExp(`^found ${target.pid}$`));
});

/** A systemctl that prints this. */
function systemctl(context: TestContext, script: string): string {
  const file = join(temporaryFolder(context), 'systemctl');
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

test('a unit leads to its main process, asked for again when that is gone', async (context) => {
  const first = await startStranger(context, ['sleep', '1000']);
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'pid'), String(first.pid));
  const fake = systemctl(
    context,
    `test "$*" = 'show --property=MainPID,ActiveState,LoadState -- web.service' || exit 1
printf 'MainPID=%s\\nLoadState=loaded\\nActiveState=active\\n' "$(cat ${folder}/pid)"`,
  );
  const source = { kind: 'unit', unit: 'web.service' } as const;
  const { life, next } = recordedLife(context, source, {
    restart: 'always',
    lookAgain: QUICK,
    systemctl: fake,
  });
  assert.equal((await life.start()).pid, first.pid);
  await next('ready');
  first.kill();
  await first.gone;
  writeFileSync(join(folder, 'pid'), '0');
  life.noteGone(1, 'gone');
  await next('restart');
  const second = await startStranger(context, ['sleep', '1000']);
  writeFileSync(join(folder, 'pid'), String(second.pid));
  assert.equal((await next('ready')).generation.pid, second.pid);
});

test('a unit that systemd does not know, that is stopped, or that cannot be asked about is an error', async (context) => {
  const ask = (script: string) =>
    findProcess({ kind: 'unit', unit: 'web.service' }, { ...place, systemctl: systemctl(context, script) });
  await assert.rejects(
    ask('echo MainPID=0; echo LoadState=not-found; echo ActiveState=inactive'),
    /knows no unit web/,
  );
  await assert.rejects(
    ask('echo MainPID=0; echo LoadState=loaded; echo ActiveState=failed'),
    /no main process: it is failed/,
  );
  await assert.rejects(
    ask('echo ActiveState=active; echo LoadState=loaded'),
    /no main process: it is active/,
  );
  await assert.rejects(
    ask('echo Host is down >&2; exit 1'),
    /cannot ask systemd about unit web\.service: Host is down/,
  );
  await assert.rejects(
    findProcess({ kind: 'unit', unit: 'web' }, { ...place, systemctl: '/no/such/systemctl' }),
    /cannot ask systemd about unit web$/,
  );
});
