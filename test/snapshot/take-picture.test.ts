import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readIdentity } from '../../src/proc/process.ts';
import { takePicture } from '../../src/snapshot/take-picture.ts';
import { NOBODY, notNobody } from '../fixture/nobody.ts';
import { freePort } from '../fixture/port.ts';

const program = fileURLToPath(new URL('../fixture/program/holding-service.ts', import.meta.url));

/** A service that holds what it is asked to. */
async function holding(context: TestContext) {
  const port = await freePort();
  const child = spawn(process.execPath, [program, String(port)], { stdio: 'ignore' });
  context.after(() => child.kill('SIGKILL'));
  const ask = async (what: string): Promise<void> => {
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${port}/${what}`).catch(() => null);
      if (answer?.ok === true) return;
      await delay(20);
    }
  };
  await ask('');
  const pid = child.pid ?? 0;
  const subject = { pid, startTicks: readIdentity('/proc', pid)?.startTicks ?? 0, tree: true };
  const look = () => {
    const picture = takePicture('/proc', subject);
    assert.ok(picture !== null);
    return picture;
  };
  return { child, subject, ask, look };
}

test('descriptors are told by kind, with what is open most and who is at the other end', async (context) => {
  const { ask, look } = await holding(context);
  const peer = createServer().listen(0, '127.0.0.1');
  context.after(() => peer.close());
  await once(peer, 'listening');
  const address = peer.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const before = look().descriptors;
  await ask('fds?n=70');
  await ask(`connections?n=12&port=${port}`);
  const { descriptors, processes } = look();
  assert.ok(before !== null && descriptors !== null);
  const of = (kind: string, picture = descriptors): number =>
    picture.kinds.find((one) => one.kind === kind)?.count ?? 0;
  assert.equal(of('device') - of('device', before), 70);
  assert.equal(descriptors.files[0]?.path, '/dev/null');
  assert.deepEqual(descriptors.peers[0], { peer: `127.0.0.1:${port}`, state: 'established', count: 12 });
  assert.ok(!descriptors.peers.some(({ state }) => state === 'listen'));
  assert.ok(of('tcp') >= 13, 'with the one it listens on');
  assert.equal(processes[0]?.descriptors, descriptors.count);
});

test('memory is told by kind and by name, and where it has gone to', async (context) => {
  const { ask, look } = await holding(context);
  const before = look();
  await ask('memory?mib=120');
  const { memory, processes, unavailable } = look();
  assert.ok(before.memory !== null && memory !== null, JSON.stringify(unavailable));
  assert.ok(memory.anonBytes - before.memory.anonBytes > 100 * 2 ** 20);
  // Which of the two it comes from is the allocator's choice.
  assert.match(memory.largest[0]?.name ?? '', /^(anonymous|\[heap\])$/);
  assert.ok(memory.largest.some(({ name, kind }) => kind === 'file' && name.endsWith('/node')));
  assert.equal(
    memory.rssBytes,
    memory.kinds.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
  );
  assert.equal(processes[0]?.rssBytes, memory.rssBytes);
  assert.ok(memory.largest.length <= 10);
});

test('threads are told by name, state and what they wait for', async (context) => {
  const { look } = await holding(context);
  const { threads, unavailable } = look();
  assert.ok(threads !== null);
  assert.equal(
    threads.count,
    threads.states.reduce((sum, { count }) => sum + count, 0),
  );
  assert.ok(threads.count >= 5 && threads.groups.length > 0);
  // Where the kernel shows no stacks it is said why.
  assert.ok(threads.stacks.length > 0 || /permission denied|not offered/.test(unavailable['stacks'] ?? ''));
});

test('a whole tree is looked at, and stays small', async (context) => {
  const children = `for (let i = 0; i < 3; i += 1) require('node:child_process').spawn('sleep', ['1000'], { stdio: 'inherit' });
    console.log('there'); setInterval(() => {}, 1000)`;
  const parent = spawn(process.execPath, ['-e', children], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  context.after(() => process.kill(-(parent.pid ?? 0), 'SIGKILL'));
  await once(parent.stdout, 'data');
  const pid = parent.pid ?? 0;
  const startTicks = readIdentity('/proc', pid)?.startTicks ?? 0;
  const whole = takePicture('/proc', { pid, startTicks, tree: true });
  assert.equal(whole?.processCount, 4);
  assert.equal(whole?.processes[0]?.pid, pid, 'the most resident first');
  assert.deepEqual(
    whole?.processes.slice(1).map(({ comm }) => comm),
    ['sleep', 'sleep', 'sleep'],
  );
  const alone = takePicture('/proc', { pid, startTicks, tree: false });
  assert.equal(alone?.processCount, 1);
  assert.ok(JSON.stringify(whole).length < 20_000);
});

test('a process that is gone, or whose number is another one’s by now, is not looked at', async (context) => {
  const { child, subject } = await holding(context);
  assert.equal(takePicture('/proc', { ...subject, startTicks: subject.startTicks + 1 }), null);
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal(takePicture('/proc', subject), null);
});

test("of another user's process it is said what could not be seen, and what that needs", {
  skip: notNobody,
}, async (context) => {
  const { subject } = await holding(context);
  const stranger = fileURLToPath(new URL('../fixture/program/pictured-stranger.ts', import.meta.url));
  const output = execFileSync(process.execPath, [stranger, `${subject.pid}`, `${subject.startTicks}`], {
    uid: NOBODY,
    gid: NOBODY,
    cwd: '/',
    encoding: 'utf8',
  });
  const { memory, descriptors, threads, unavailable } = JSON.parse(output);
  assert.deepEqual([memory, descriptors], [null, null]);
  assert.match(unavailable.memory, /permission denied: needs CAP_SYS_PTRACE/);
  assert.match(unavailable.descriptors, /permission denied: needs CAP_DAC_READ_SEARCH and CAP_SYS_PTRACE/);
  assert.ok(threads.count > 0);
  assert.match(unavailable.stacks, /permission denied|not offered/);
});
