import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { emptyMount } from '../../src/fault/filled-mount.ts';
import { mountSmallDisk, type SmallDisk } from '../fixture/small-disk.ts';
import { temporaryFolder } from '../fixture/soakd.ts';

const program = fileURLToPath(new URL('../fixture/program/fill-fault.ts', import.meta.url));

interface Said {
  readonly refused?: string;
  readonly seen?: boolean;
  readonly figures?: { readonly bytesTaken: number; readonly bytesLeft: number };
}

/** Where the disk is mounted; null: outside. */
async function fill(
  context: TestContext,
  disk: SmallDisk | null,
  args: readonly string[],
): Promise<{ readonly child: ChildProcess; readonly said: Said }> {
  const [command = '', ...rest] = [...(disk?.enter ?? []), process.execPath, program, ...args];
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
  context.after(() => child.kill('SIGKILL'));
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, said: JSON.parse(line) as Said };
}

test('a small disk that the plan names is full, and has its room again', async (context) => {
  const disk = await mountSmallDisk(context, 8);
  const room = disk.roomBytes;
  const { child, said } = await fill(context, disk, [disk.folder, '0']);
  assert.equal(said.seen, true);
  assert.deepEqual(said.figures, { bytesTaken: room, bytesLeft: 0 });
  assert.equal(disk.roomBytes, 0);
  child.stdin?.write('empty\n');
  await once(child, 'exit');
  assert.equal(disk.roomBytes, room);
});

test('room that is to be left is left', async (context) => {
  const disk = await mountSmallDisk(context, 8);
  const { said } = await fill(context, disk, [disk.folder, String(2 ** 20)]);
  assert.equal(said.figures?.bytesLeft, 2 ** 20);
  assert.equal(disk.roomBytes, 2 ** 20);
});

test('who empties it in the place of one that was killed gives the room back', async (context) => {
  const disk = await mountSmallDisk(context, 8);
  const room = disk.roomBytes;
  const { child } = await fill(context, disk, [disk.folder, '0']);
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal(disk.roomBytes, 0);
  const filler = disk.outside(join(disk.folder, '.filler'));
  for (let times = 0; times < 2; times++) await emptyMount({ kind: 'mount-fill', filler, leaveBytes: 0 });
  assert.equal(disk.roomBytes, room);
});

test('what is no small mount of its own, and what soakd writes to, is not filled', async (context) => {
  const folder = temporaryFolder(context);
  const said = async (disk: SmallDisk | null, ...args: string[]) =>
    (await fill(context, disk, args)).said.refused;
  assert.equal(await said(null, folder, '0'), `${folder} is no mount of its own`);
  assert.match((await said(null, '/', '0')) ?? '', /what has more than 1 GiB is not filled$/);
  assert.match((await said(null, join(folder, 'none'), '0')) ?? '', /^cannot be filled: ENOENT/);
  assert.deepEqual(readdirSync(folder), []);
  assert.equal(existsSync('/.filler'), false);
  const disk = await mountSmallDisk(context, 8);
  assert.match((await said(disk, disk.folder, '0', disk.folder)) ?? '', /^soakd itself writes to /);
});
