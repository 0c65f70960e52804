import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { accessOfGroup, FOR_ME_ALONE } from '../../src/control/socket-access.ts';
import { listenAt } from '../../src/control/socket-file.ts';
import { listeningInode } from '../../src/control/socket-owner.ts';
import { SoakdError } from '../../src/error.ts';
import { NOBODY, notNobody } from '../fixture/nobody.ts';

function folderOf(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'soakd-socket-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function open(context: TestContext, path: string, access = FOR_ME_ALONE): Promise<Server> {
  const server = createServer();
  await listenAt(server, path, access);
  context.after(() => new Promise((resolve) => server.close(resolve)));
  return server;
}

/** A process that listened there and was killed: what kill -9 leaves of a soakd. */
async function leaveDead(path: string): Promise<void> {
  const child = await listenElsewhere(path);
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.ok(lstatSync(path).isSocket());
}

async function listenElsewhere(path: string) {
  const program = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => console.log('listens'))`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

function refuses(message: RegExp, hint?: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof SoakdError, String(error));
    assert.match(error.message, message);
    if (hint !== undefined) assert.match(error.hint ?? '', hint);
    return error.exitCode === 2;
  };
}

const modeOf = (path: string): string => (lstatSync(path).mode & 0o7777).toString(8);

test('a socket of our own is for us alone, in a folder for us alone, and is removed at the end', async (context) => {
  const path = join(folderOf(context), 'soakd', 'a.sock');
  const server = await open(context, path);
  assert.deepEqual([modeOf(path), modeOf(dirname(path))], ['600', '700']);
  await new Promise((resolve) => server.close(resolve));
  assert.ok(!existsSync(path));
});

test('a socket for a group is open to the group, and others stay out', async (context) => {
  const folder = folderOf(context);
  const gid = process.getgid?.() ?? 0;
  const path = join(folder, 'run', 'soakd.sock');
  await open(context, path, { mode: 0o660, gid });
  assert.deepEqual([modeOf(path), modeOf(dirname(path))], ['660', '750']);
  assert.deepEqual([statSync(path).gid, statSync(dirname(path)).gid], [gid, gid]);
});

test('a group is found by its name, and one that is missing is named', (context) => {
  const file = join(folderOf(context), 'group');
  writeFileSync(file, 'root:x:0:\nsoakd-x:x:7:\nsoakd:x:998:ann,bob\n');
  assert.deepEqual(accessOfGroup(0o660, 'soakd', file), { mode: 0o660, gid: 998 });
  assert.deepEqual(accessOfGroup(0o660, 'root', file), { mode: 0o660, gid: 0 });
  assert.deepEqual(accessOfGroup(0o600, null, file), { mode: 0o600, gid: null });
  assert.throws(() => accessOfGroup(0o660, 'soak', file), refuses(/no group "soak"/, /groupadd/));
});

test('a group that we are not of is refused, and nothing is left behind', {
  skip: notNobody,
}, async (context) => {
  const folder = folderOf(context);
  chownSync(folder, NOBODY, NOBODY);
  const module = JSON.stringify(new URL('../../src/control/socket-file.ts', import.meta.url).pathname);
  const program = `import { createServer } from 'node:net';
    const { listenAt } = await import(${module});
    await listenAt(createServer(), ${JSON.stringify(join(folder, 'a.sock'))}, { mode: 0o660, gid: 0 }).catch((error) => console.log(error.message));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    uid: NOBODY,
    gid: NOBODY,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  assert.match(said, /cannot be given to group 0 \(EPERM\)/);
  assert.deepEqual(readdirSync(folder), []);
});

test('a loose umask opens nothing', async (context) => {
  const before = process.umask(0);
  context.after(() => process.umask(before));
  const path = join(folderOf(context), 'soakd', 'a.sock');
  await open(context, path);
  assert.deepEqual([modeOf(path), modeOf(dirname(path)), process.umask()], ['600', '700', 0]);
});

test('the socket of a process that was killed is replaced', async (context) => {
  const folder = folderOf(context);
  const path = join(folder, 'a.sock');
  await leaveDead(path);
  await open(context, path);
  assert.equal(modeOf(path), '600');
  assert.deepEqual(readdirSync(folder), ['a.sock']);
});

test('the socket of a process that listens is left to it, and its pid is named', async (context) => {
  const path = join(folderOf(context), 'a.sock');
  const child = await listenElsewhere(path);
  context.after(() => child.kill('SIGKILL'));
  await assert.rejects(
    open(context, path),
    refuses(new RegExp(`process ${child.pid} listens there already`)),
  );
  assert.ok(lstatSync(path).isSocket());
  child.kill('SIGSTOP');
  await assert.rejects(open(context, path), refuses(new RegExp(`process ${child.pid} `)));
});

test('two that find the same dead socket at once: one of them has it, and it lives', async (context) => {
  const path = join(folderOf(context), 'a.sock');
  for (let round = 0; round < 20; round += 1) {
    await leaveDeadQuickly(path);
    const servers = Array.from({ length: 4 }, () => createServer());
    const outcomes = await Promise.allSettled(servers.map((server) => listenAt(server, path, FOR_ME_ALONE)));
    const winners = servers.filter((_, index) => outcomes[index]?.status === 'fulfilled');
    assert.equal(winners.length, 1, outcomes.map(({ status }) => status).join());
    await new Promise((resolve) => winners[0]?.close(resolve));
    assert.ok(!existsSync(path));
  }
});

/** A socket file without a listener, without a process to kill: its listener closed after it was taken elsewhere. */
async function leaveDeadQuickly(path: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(`${path}.made`, resolve));
  linkSync(`${path}.made`, path);
  await new Promise((resolve) => server.close(resolve));
}

test('a link, a file and a folder in its place are refused, and stay as they are', async (context) => {
  const folder = folderOf(context);
  const victim = join(folder, 'victim');
  writeFileSync(victim, 'precious');
  const link = join(folder, 'link');
  symlinkSync(victim, link);
  const dangling = join(folder, 'dangling');
  symlinkSync(join(folder, 'nowhere'), dangling);
  await assert.rejects(open(context, link), refuses(/a symbolic link, which is left alone/));
  await assert.rejects(open(context, dangling), refuses(/a symbolic link/));
  await assert.rejects(open(context, victim), refuses(/a file, which is left alone/));
  mkdirSync(join(folder, 'sub'));
  await assert.rejects(open(context, join(folder, 'sub')), refuses(/a folder/));
  assert.equal(readFileSync(victim, 'utf8'), 'precious');
  assert.equal(readlinkSync(link), victim);
  assert.ok(!existsSync(join(folder, 'nowhere')));
});

test('a link to a living or a dead socket is refused as well', async (context) => {
  const folder = folderOf(context);
  const dead = join(folder, 'dead');
  await leaveDead(dead);
  symlinkSync(dead, join(folder, 'link'));
  await assert.rejects(open(context, join(folder, 'link')), refuses(/a symbolic link/));
  assert.ok(lstatSync(dead).isSocket());
});

test('a folder that others can write to, that is a link or that is missing is refused', async (context) => {
  const folder = folderOf(context);
  const open777 = join(folder, 'open');
  mkdirSync(open777);
  chmodSync(open777, 0o777);
  await assert.rejects(
    open(context, join(open777, 'a.sock')),
    refuses(/others may write in it \(mode 0777\)/, /chmod/),
  );
  const below = join(open777, 'below');
  await assert.rejects(open(context, join(below, 'a.sock')), refuses(/everyone may rename/));
  symlinkSync(folder, join(folder, 'linked'));
  await assert.rejects(open(context, join(folder, 'linked', 'a.sock')), refuses(/it is a symbolic link/));
  await assert.rejects(open(context, join(folder, 'no', 'such', 'a.sock')), refuses(/there is no folder/));
  writeFileSync(join(folder, 'file'), '');
  await assert.rejects(open(context, join(folder, 'file', 'a.sock')), refuses(/it is no folder/));
});

test('a folder and a socket of another user are refused', { skip: notNobody }, async (context) => {
  const folder = folderOf(context);
  const foreign = join(folder, 'foreign');
  mkdirSync(foreign, { mode: 0o700 });
  chownSync(foreign, NOBODY, NOBODY);
  await assert.rejects(
    open(context, join(foreign, 'a.sock')),
    refuses(/it belongs to another user \(65534\)/),
  );
  const dead = join(folder, 'dead.sock');
  await leaveDead(dead);
  chownSync(dead, NOBODY, NOBODY);
  await assert.rejects(open(context, dead), refuses(/a socket of another user \(65534\)/));
  assert.equal(lstatSync(dead).uid, NOBODY);
});

test('a path that the kernel would cut is refused; the longest that fits is not', async (context) => {
  const folder = folderOf(context);
  const longest = join(folder, 'x'.repeat(107 - Buffer.byteLength(folder) - 1));
  await open(context, longest);
  assert.ok(lstatSync(longest).isSocket());
  await assert.rejects(open(context, `${longest}x`), refuses(/is too long: .* has 108 bytes/, /107/));
  const wide = join(folder, 'ü'.repeat(50));
  await assert.rejects(open(context, wide), refuses(/too long/));
});

test('the table of /proc/net/unix tells who listens, whatever the path has in it', () => {
  const table = `Num       RefCount Protocol Flags    Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 15208 /run/soakd/soakd.sock
0000000000000000: 00000003 00000000 00000000 0001 03 15209 /run/soakd/soakd.sock
0000000000000000: 00000002 00000000 00010000 0001 01 17 /tmp/a b
0000000000000000: 00000002 00000000 00000000 0002 01 18
`;
  assert.equal(listeningInode(table, '/run/soakd/soakd.sock'), 15208);
  assert.equal(listeningInode(table, '/tmp/a b'), 17);
  assert.equal(listeningInode(table, '/tmp/a'), null);
});
